import type { Backend } from '../backends/backend.ts'
import { ReferenceBackend } from '../backends/reference/reference-backend.ts'
import { kernelsSupported } from '../backends/wasm/kernels.ts'
import { WasmBackend } from '../backends/wasm/wasm-backend.ts'

export interface TestedBackend {
  readonly name: 'reference' | 'wasm'
  /** Tests of one that cannot run here are skipped, by this name. */
  readonly available: boolean
  create(): Backend
}

/** Every backend that the shared suites run over. */
export const everyBackend: readonly TestedBackend[] = [
  { name: 'reference', available: true, create: () => new ReferenceBackend() },
  { name: 'wasm', available: kernelsSupported(), create: () => new WasmBackend() },
]
