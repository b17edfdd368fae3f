import { availableParallelism } from 'node:os'
import {
  type BackendAvailability,
  BackendReport,
  decideBackend,
  isNative,
  KNOWN_BACKENDS,
  PREFERENCE,
  threadCount,
} from '#shared/training/backends.ts'
import type { BackendName, TrainConfig } from '#shared/training/config.ts'
import { TrainingFailure } from '../failure.ts'
import type { Backend } from './backend.ts'
import { type Candidates, candidates, lookAt } from './candidates.ts'

export interface BackendChoice {
  readonly name: BackendName
  readonly backend: Backend
  /** Why this one, in words for the person who started the run. */
  readonly reason: string
}

export interface ChoiceOptions {
  /** What somebody else found out already; the native backends that it names are not looked at again. */
  readonly known?: readonly BackendAvailability[]
  readonly candidates?: Candidates
}

/**
 * Creates the backend that was asked for, or with `auto` the first of tensorflow on CUDA, WebGPU on a real GPU,
 * wasm and reference that fits. With `auto`, a native backend that was found but cannot be created is passed over too.
 *
 * Looking at a native backend loads its library and asks the driver, which takes from milliseconds to seconds and
 * can end the process. So the engine looks once, in processes of their own, and hands its trainers what it found
 * in the environment (KNOWN_BACKENDS). A trainer that was started by hand looks for itself.
 *
 * @throws TrainingFailure if the one asked for cannot run here, with its reason and remedy
 */
export async function chooseBackend(
  config: Pick<TrainConfig, 'backend' | 'threads'>,
  { known = knownBackends(), candidates: from = candidates }: ChoiceOptions = {},
): Promise<BackendChoice> {
  const wanted = config.backend
  const looked: BackendAvailability[] = []
  for (const name of wanted === 'auto' ? PREFERENCE : [wanted]) {
    const reported = isNative(name) ? known.find((backend) => backend.name === name) : undefined
    const found = reported ?? (await lookAt(name, from))
    const decision = decideBackend(wanted, [...looked, found])
    if (decision.name === null) {
      looked.push(found)
      continue
    }
    try {
      const backend = await from[name].create(threadCount(config.threads, availableParallelism()))
      return { name, backend, reason: decision.reason }
    } catch (error) {
      if (!isNative(name)) throw error
      looked.push({ ...found, usable: false, ...whyNotCreated(error) })
    }
  }
  const decision = decideBackend(wanted, looked)
  throw new TrainingFailure(decision.reason, decision.name === null ? decision.remedy : undefined)
}

function whyNotCreated(error: unknown): { reason: string; remedy: string | null } {
  const message = error instanceof Error ? error.message : String(error)
  return {
    reason: `it could not be started: ${message.replace(/\.$/, '')}`,
    remedy: error instanceof TrainingFailure ? (error.hint ?? null) : null,
  }
}

function knownBackends(): readonly BackendAvailability[] {
  const report = process.env[KNOWN_BACKENDS]
  return report === undefined ? [] : BackendReport.parse(JSON.parse(report)).backends
}
