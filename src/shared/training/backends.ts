import { z } from 'zod'
import { BackendName, MAX_THREADS, type Threads, type TrainConfig } from './config.ts'

/** What a look at one backend found on this machine. */
export const BackendAvailability = z.strictObject({
  name: BackendName,
  usable: z.boolean(),
  /** What does the arithmetic; a GPU interface on a software device is `cpu`. */
  kind: z.enum(['gpu', 'cpu']),
  /** As a person would name it; null where none was found. */
  device: z.string().nullable(),
  /** How it computes, or why it cannot: a clause without a full stop. */
  reason: z.string(),
  /** What to do about it, in whole sentences. */
  remedy: z.string().nullable(),
})
export type BackendAvailability = z.infer<typeof BackendAvailability>

/** What `trainer --backends [name …]` prints, as one line of JSON. */
export const BackendReport = z.strictObject({ backends: z.array(BackendAvailability) })
export type BackendReport = z.infer<typeof BackendReport>

/**
 * Environment variable in which the engine hands a trainer its BackendReport, so that the trainer neither spends
 * its start on looking nor dies of it. A trainer without it looks for itself.
 */
export const KNOWN_BACKENDS = 'NEGGEN_KNOWN_BACKENDS'

/** The order in which `auto` tries them: fastest first. */
export const PREFERENCE: readonly BackendName[] = ['tensorflow', 'webgpu', 'wasm', 'reference']

/**
 * Backends that load native code and talk to drivers: a look at them can take time, hang, or end the process.
 * The others are plain JavaScript and WebAssembly.
 */
const NATIVE: ReadonlySet<BackendName> = new Set(['tensorflow', 'webgpu'])

export function isNative(name: BackendName): boolean {
  return NATIVE.has(name)
}

/** What the window calls a backend. Configurations, commands and stored runs have its name. */
export function backendLabel(name: string): string {
  return name === 'wasm' ? 'CPU' : name
}

export type BackendDecision =
  | { readonly name: BackendName; readonly reason: string }
  | { readonly name: null; readonly reason: string; readonly remedy: string }

/**
 * The backend that trains, and why. `auto` takes the first that fits; a native backend without a GPU fits only
 * when asked for by name.
 *
 * @param looked what was found, of all backends or of some, in any order
 */
export function decideBackend(
  wanted: TrainConfig['backend'],
  looked: readonly BackendAvailability[],
): BackendDecision {
  if (wanted === 'auto') return decideAutomatically(looked)
  const found = looked.find(({ name }) => name === wanted)
  if (found?.usable) return { name: wanted, reason: 'asked for by name' }
  return {
    name: null,
    reason: `The backend "${wanted}" cannot run here: ${found?.reason ?? 'nobody looked at it'}.`,
    remedy: found?.remedy ?? 'Set the backend to "auto".',
  }
}

function decideAutomatically(looked: readonly BackendAvailability[]): BackendDecision {
  const passedOver: string[] = []
  for (const preferred of PREFERENCE) {
    const found = looked.find(({ name }) => name === preferred)
    if (found === undefined) continue
    const obstacle = obstacleToAuto(found)
    if (obstacle === null) {
      return { name: preferred, reason: ['the fastest that is usable here', ...passedOver].join('; ') }
    }
    passedOver.push(`not ${preferred}: ${obstacle}`)
  }
  return {
    name: null,
    reason: `No backend can run here (${passedOver.join('; ')}).`,
    remedy: 'Run `studio doctor`; it says what each of them lacks.',
  }
}

/** Why `auto` passes a backend over; null where it may take it. */
export function obstacleToAuto({ name, usable, kind, device, reason }: BackendAvailability): string | null {
  if (!usable) return reason
  if (!isNative(name) || kind === 'gpu') return null
  return `${device ?? 'its device'} is no GPU, so it is used only when asked for by name`
}

/** Threads that a setting stands for, on a machine with so many cores. */
export function threadCount(threads: Threads, cores: number): number {
  return threads === 'auto' ? Math.min(Math.max(cores, 1), MAX_THREADS) : threads
}
