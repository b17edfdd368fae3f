import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { OllamaStatus } from '#shared/contract/ollama.ts'
import type { OpenAiStatus } from '#shared/contract/openai.ts'
import type { BackendsReport, DoctorReport } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { type BackendAvailability, obstacleToAuto } from '#shared/training/backends.ts'
import { BackendName } from '#shared/training/config.ts'
import type { LoopWatch } from './loop/loop-watch.ts'

export type Check = DoctorReport['checks'][number]
type Finding = Omit<Check, 'name'>

export interface DoctorDependencies {
  workspace: string
  /** A fresh look at Ollama. */
  ollama(): Promise<OllamaStatus>
  /** A fresh look at the server that speaks the OpenAI protocol. */
  openai(): Promise<OpenAiStatus>
  /** A fresh look at what can train, which ends by itself. */
  backends(): Promise<BackendsReport>
  sqliteVersion(): string
  /** What has held the engine up since its start. */
  loop: Pick<LoopWatch, 'count' | 'longest'>
  /**
   * Name of the workspace's text encoder, and the folder that it reads; null for one that reads none.
   * @throws ExpectedError where it cannot be used
   */
  encoder(): Promise<{ name: string; folder: string | null }>
}

const PackageFile = z.object({ version: z.string() })

const PATIENCE_MILLISECONDS = 2000
const LITTLE_SPACE = 2e9

/**
 * Looks at what this machine has. Probes run side by side. None is waited for longer than two seconds but the
 * backends, which have a limit of their own: a GPU's first answer may take longer.
 */
export async function examine(dependencies: DoctorDependencies): Promise<DoctorReport> {
  const probes: [name: string, probe: () => Finding | Promise<Finding>][] = [
    ['node', probeNode],
    ['electron', probeElectron],
    ['sqlite', () => ok(`SQLite ${dependencies.sqliteVersion()}`)],
    ['sharp', probeSharp],
    ['onnxruntime-node', probeOnnxRuntime],
    ['encoder', () => probeEncoder(dependencies)],
    ['response time', () => describeHolds(dependencies.loop)],
    ['ollama', async () => describeOllama(await dependencies.ollama())],
    ['openai', async () => describeOpenAi(await dependencies.openai())],
  ]
  const look = async ([name, probe]: (typeof probes)[number]): Promise<Check> => ({
    name,
    ...(await inTime(probe)),
  })
  const [parts, backends, disk] = await Promise.all([
    Promise.all(probes.map(look)),
    dependencies.backends(),
    look(['disk space', () => probeDisk(dependencies.workspace)]),
  ])
  const checks = [...parts, ...describeBackends(backends), disk]
  return { checks: checks.map((check) => ({ ...check, detail: clause(check.detail) })) }
}

/** Details come from several sources without a full stop; the caller adds it. */
function clause(detail: string): string {
  return detail.replace(/\.+$/, '')
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

/** In the order in which they are easiest to have. */
function describeBackends({ backends, auto }: BackendsReport): Check[] {
  return BackendName.options.flatMap((name) => {
    const found = backends.find((backend) => backend.name === name)
    if (found === undefined) return []
    const about = describeBackend(found)
    const detail = auto.name === name ? `${clause(about.detail)} (what "auto" takes)` : about.detail
    return [{ name: `backend ${name}`, ...about, detail }]
  })
}

function describeBackend(found: BackendAvailability): Finding {
  if (!found.usable) return absent(found.reason, found.remedy)
  const how = found.device === null ? found.reason : `${found.device}: ${found.reason}`
  return { ...ok(obstacleToAuto(found) ?? how), remedy: found.remedy }
}

async function probeEncoder({ encoder }: DoctorDependencies): Promise<Finding> {
  try {
    const { name, folder } = await encoder()
    return ok(folder === null ? `${name}, which reads no folder` : `${name} from ${folder}, complete`)
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error
    return problem(error.message, error.retry ?? 'Choose another encoder in the settings.')
  }
}

/** Over a second a person notices. */
const LONG_HOLD = 1000

function describeHolds({ count, longest }: DoctorDependencies['loop']): Finding {
  if (longest === null) return ok('nothing has held the studio up for more than 0.2 s since its start')
  const seconds = (longest.milliseconds / 1000).toFixed(1)
  const what = longest.by.length === 0 ? 'something outside of the studio' : longest.by.join(', ')
  const by = longest.certain || longest.by.length === 0 ? what : `one of ${what}`
  const times = count === 1 ? 'once' : `${count} times`
  const when = `${new Date(longest.at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const detail = `held up ${times} since its start, at most for ${seconds} s, by ${by} (${when})`
  return longest.milliseconds < LONG_HOLD || longest.by.length === 0
    ? ok(detail)
    : problem(detail, 'The log names every time; report it with what was done then.')
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

function describeOpenAi(status: OpenAiStatus): Finding {
  switch (status.state) {
    case 'unset':
      return absent('no server that speaks the OpenAI protocol is set', null)
    case 'unreachable':
      return problem(status.message, status.retry ?? 'Start it, or set its address in the settings.')
    case 'connected': {
      const detail = `${status.version ?? 'a server'} at ${status.host}`
      return status.models.length === 0
        ? problem(`${detail}, without models`, 'Start it with a model that sees pictures.')
        : ok(`${detail}: ${status.models.map(({ name }) => name).join(', ')}`)
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
