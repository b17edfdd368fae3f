import type { BackendName, TrainConfig } from '#shared/training/config.ts'
import { TrainingFailure } from '../failure.ts'
import type { Backend } from './backend.ts'
import { ReferenceBackend } from './reference/reference-backend.ts'
import { kernelsSupported } from './wasm/kernels.ts'
import { WasmBackend } from './wasm/wasm-backend.ts'

export interface BackendChoice {
  readonly name: BackendName
  readonly backend: Backend
  /** Why this one, in words for the person who started the run. */
  readonly reason: string
}

interface Candidate {
  readonly name: BackendName
  /** Null if it can run here, else what is missing. */
  obstacle(): string | null
  create(): Backend
}

/** Fastest first. */
const candidates: readonly Candidate[] = [
  {
    name: 'wasm',
    obstacle: () => (kernelsSupported() ? null : 'this Node or processor has no WebAssembly relaxed SIMD'),
    create: () => new WasmBackend(),
  },
  { name: 'reference', obstacle: () => null, create: () => new ReferenceBackend() },
]

/**
 * The backend asked for, or with `auto` the fastest that runs here.
 * @throws TrainingFailure if the one asked for cannot run here
 */
export function chooseBackend(wanted: TrainConfig['backend']): BackendChoice {
  const passedOver: string[] = []
  for (const candidate of candidates) {
    if (wanted !== 'auto' && wanted !== candidate.name) continue
    const obstacle = candidate.obstacle()
    if (obstacle === null) {
      const why = wanted === 'auto' ? 'fastest backend on this machine' : 'asked for by the configuration'
      const reason = [why, ...passedOver].join('; ')
      return { name: candidate.name, backend: candidate.create(), reason }
    }
    passedOver.push(`not ${candidate.name}: ${obstacle}`)
  }
  throw new TrainingFailure(
    `The compute backend "${wanted}" cannot run here (${passedOver.join('; ')}).`,
    'Set the backend to "auto".',
  )
}
