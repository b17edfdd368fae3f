import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { TrainerMessage } from '#shared/training/protocol.ts'
import type { Settings } from './settings.ts'

type OnMessage = (message: TrainerMessage, child: ChildProcess) => void

/**
 * Runs the trainer as the engine does, in a process of its own, to its end.
 * @returns the most memory that it had, in bytes
 * @throws Error where it did not end well
 */
export async function trainerPeak(
  { trainer, peakMemory, folder }: Settings,
  run: string,
  onMessage: OnMessage = () => {},
): Promise<number> {
  return peakOf(trainer, [run], { peakMemory, folder }, onMessage)
}

/** The memory of a Node process with nothing to do, in bytes. */
export async function barePeak({ peakMemory, folder }: Settings): Promise<number> {
  return peakOf(peakMemory, [], { peakMemory, folder }, () => {})
}

async function peakOf(
  entry: string,
  args: readonly string[],
  { peakMemory, folder }: Pick<Settings, 'peakMemory' | 'folder'>,
  onMessage: OnMessage,
): Promise<number> {
  const file = join(folder, 'peak')
  await mkdir(dirname(file), { recursive: true })
  const child = fork(entry, args, {
    execArgv: ['--import', pathToFileURL(peakMemory).href],
    env: { ...process.env, PEAK_MEMORY_FILE: file },
  })
  let failure = 'it said nothing'
  child.on('message', (raw) => {
    const message = TrainerMessage.parse(raw)
    if (message.type === 'failed') failure = message.message
    onMessage(message, child)
  })
  const [code, signal] = await once(child, 'exit')
  if (code !== 0) throw new Error(`The trainer ended with ${signal ?? `code ${code}`}: ${failure}.`)
  return Number(await readFile(file, 'utf8'))
}

/**
 * Starts the trainer and ends it once it has done its first step.
 * @returns seconds from the start of the process to the message that tells of that step
 */
export async function secondsToFirstStep({ trainer }: Settings, run: string): Promise<number> {
  const start = performance.now()
  const child = fork(trainer, [run])
  const exit = once(child, 'exit')
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('message', (raw) => {
        const message = TrainerMessage.parse(raw)
        if (message.type === 'failed') reject(new Error(message.message))
        const stepped = message.type === 'epoch' || (message.type === 'progress' && message.step > 0)
        if (stepped) resolve((performance.now() - start) / 1000)
      })
      exit.then(([code]) => reject(new Error(`The trainer ended with code ${code} before its first step.`)))
    })
  } finally {
    child.kill('SIGKILL')
    await exit
  }
}
