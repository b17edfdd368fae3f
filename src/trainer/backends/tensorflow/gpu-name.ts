import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const PATIENCE = 5_000

/** Asks the NVIDIA driver's tool; null if it does not answer, or knows different GPUs: TensorFlow does not say which. */
export async function gpuName(tool = 'nvidia-smi'): Promise<string | null> {
  try {
    const query = ['--query-gpu=name', '--format=csv,noheader']
    const { stdout } = await promisify(execFile)(tool, query, { timeout: PATIENCE })
    return onlyName(stdout)
  } catch {
    return null
  }
}

/** @param list one name a line */
export function onlyName(list: string): string | null {
  const names = new Set(list.split('\n').map((line) => line.trim()))
  names.delete('')
  const [name, ...others] = names
  return name === undefined || others.length > 0 ? null : name
}
