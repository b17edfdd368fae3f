import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { OllamaStatus } from '#shared/contract/ollama.ts'
import type { DoctorReport } from '#shared/contract/system.ts'

export type Check = DoctorReport['checks'][number]
type Finding = Omit<Check, 'name'>

export interface Patient {
  workspace: string
  /** A fresh look at Ollama. */
  ollama(): Promise<OllamaStatus>
  sqliteVersion(): string
}

const PackageFile = z.object({ version: z.string() })

const PATIENCE_MILLISECONDS = 2000
const LITTLE_SPACE = 2e9

/** Looks at what this machine has. Probes run side by side, and none is waited for longer than two seconds. */
export async function examine(patient: Patient): Promise<DoctorReport> {
  const probes: [name: string, probe: () => Finding | Promise<Finding>][] = [
    ['node', probeNode],
    ['electron', probeElectron],
    ['sqlite', () => ok(`SQLite ${patient.sqliteVersion()}`)],
    ['sharp', probeSharp],
    ['onnxruntime-node', probeOnnxRuntime],
    ['ollama', async () => describeOllama(await patient.ollama())],
    [
      'backend reference',
      () => ok('plain TypeScript on the CPU; slow, and what the others are checked against'),
    ],
    ['backend wasm', probeWasm],
    [
      'backend webgpu',
      () => absent('training on WebGPU is not in this version', 'Train on the wasm backend.'),
    ],
    ['backend tensorflow', probeTensorFlow],
    ['disk space', () => probeDisk(patient.workspace)],
  ]
  return {
    checks: await Promise.all(probes.map(async ([name, probe]) => ({ name, ...(await inTime(probe)) }))),
  }
}

async function inTime(probe: () => Finding | Promise<Finding>): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Finding>((resolve) => {
    const finding = problem(
      `did not answer within ${PATIENCE_MILLISECONDS / 1000} s`,
      'Try again when the machine is less busy.',
    )
    timer = setTimeout(() => resolve(finding), PATIENCE_MILLISECONDS)
  })
  try {
    return await Promise.race([probe(), late])
  } catch (error) {
    return problem(firstLine(error), 'Run `npm ci`; the package is damaged or was built for another machine.')
  } finally {
    clearTimeout(timer)
  }
}

function ok(detail: string): Finding {
  return { state: 'ok', detail, remedy: null }
}

function absent(detail: string, remedy: string | null): Finding {
  return { state: 'absent', detail, remedy }
}

function problem(detail: string, remedy: string | null): Finding {
  return { state: 'problem', detail, remedy }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
}

function probeNode(): Finding {
  const major = Number(process.versions.node.split('.', 1)[0])
  const detail = `Node ${process.versions.node}, ${process.platform}-${process.arch}, ${cpus().length} processors`
  return major >= 24
    ? ok(detail)
    : problem(detail, 'Start the studio through `npm start` or `npm run studio`, which bring Node 24.')
}

function probeElectron(): Finding {
  const folder = packageFolder('electron')
  if (folder === null)
    return absent('the Electron package is not installed here', 'Use browser mode: `studio serve`.')
  const pathFile = join(folder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron'
  const binary = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name)
  const { version } = PackageFile.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
  return existsSync(binary)
    ? ok(`Electron ${version}`)
    : absent(
        `the binary of Electron ${version} was not downloaded`,
        'Run `node node_modules/electron/install.js`, or use browser mode: `studio serve`.',
      )
}

async function probeSharp(): Promise<Finding> {
  const { default: sharp } = await import('sharp')
  const create = { width: 2, height: 2, channels: 3, background: 'red' } as const
  await sharp({ create }).webp().toBuffer()
  return ok(`sharp ${sharp.versions.sharp ?? ''} with libvips ${sharp.versions.vips}`)
}

/** Loaded in a process of its own: a native library that fails may take its process with it. */
async function probeOnnxRuntime(): Promise<Finding> {
  const folder = packageFolder('onnxruntime-node')
  if (folder === null) return absent('the onnxruntime-node package is not installed', 'Run `npm ci`.')
  const script = 'const ort = require(process.argv[1]); process.stdout.write(ort.env.versions.node)'
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, folder], {
    timeout: PATIENCE_MILLISECONDS,
  })
  return ok(`onnxruntime-node ${stdout} loads (CPU)`)
}

/** A function that multiplies and adds with relaxed SIMD, which the training kernels are made of. */
const RELAXED_SIMD = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x01, 0x60, 0x03, 0x7b, 0x7b, 0x7b, 0x01, 0x7b,
  0x03, 0x02, 0x01, 0x00, 0x0a, 0x0d, 0x01, 0x0b, 0x00, 0x20, 0x00, 0x20, 0x01, 0x20, 0x02, 0xfd, 0x85, 0x02,
  0x0b,
])

function probeWasm(): Finding {
  return WebAssembly.validate(RELAXED_SIMD)
    ? ok('WebAssembly with relaxed SIMD, on the CPU')
    : absent(
        'this Node or processor has no WebAssembly relaxed SIMD',
        'Training uses the reference backend, which is slower.',
      )
}

function probeTensorFlow(): Finding {
  const remedy = 'Train on the wasm backend.'
  const folder = packageFolder('@tensorflow/tfjs-node-gpu')
  if (folder === null)
    return absent('training on TensorFlow is not in this version; its package is not installed', remedy)
  const missing = [
    ...(existsSync(join(folder, 'deps')) ? [] : ['libtensorflow was not downloaded']),
    ...(existsSync('/proc/driver/nvidia/version') || process.platform === 'win32'
      ? []
      : ['no NVIDIA driver']),
  ]
  return absent(
    ['training on TensorFlow is not in this version; tfjs-node-gpu is installed', ...missing].join(', '),
    remedy,
  )
}

async function probeDisk(workspace: string): Promise<Finding> {
  const folder = existsSync(workspace) ? workspace : dirname(workspace)
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const detail = `${(free / 1e9).toFixed(1)} GB free in ${folder}`
  return free < LITTLE_SPACE
    ? problem(detail, 'Make room, or move the workspace to a larger disk.')
    : ok(detail)
}

function describeOllama(status: OllamaStatus): Finding {
  switch (status.state) {
    case 'checking':
    case 'unreachable': {
      return absent(
        status.state === 'unreachable' ? status.message : `no answer from ${status.host} yet`,
        'Install Ollama from https://ollama.com and start it, or set its host in the settings.',
      )
    }
    case 'connected': {
      const models = status.models.map((model) => (model.vision ? `${model.name} (vision)` : model.name))
      const detail = `Ollama ${status.version} at ${status.host}`
      return models.length === 0
        ? problem(`${detail}, without models`, 'Pull a model that sees pictures, on the Settings page.')
        : ok(`${detail}: ${models.join(', ')}`)
    }
  }
}

/** Where an installed package lies, or null; without loading it. */
function packageFolder(name: string): string | null {
  const require = createRequire(import.meta.url)
  for (const folder of require.resolve.paths(name) ?? []) {
    if (existsSync(join(folder, name, 'package.json'))) return join(folder, name)
  }
  return null
}
