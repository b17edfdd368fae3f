import { afterAll, beforeAll } from 'vitest'
import type { BackendName } from '#shared/training/config.ts'
import type { Backend } from '../backends/backend.ts'
import { CheckedBackend } from '../backends/checked-backend.ts'
import { ReferenceBackend } from '../backends/reference/reference-backend.ts'
import { loadTensorFlow } from '../backends/tensorflow/load.ts'
import { createTensorFlowBackend } from '../backends/tensorflow/probe.ts'
import { kernelsSupported } from '../backends/wasm/kernels.ts'
import { WasmBackend } from '../backends/wasm/wasm-backend.ts'
import { createWebGpuBackend } from '../backends/webgpu/webgpu-backend.ts'
import { gpuForTests } from './software-gpu.ts'
import { createTensorFlowInJavaScript } from './tensorflow-in-javascript.ts'

export interface TestedBackend {
  /** How tests name it. */
  readonly title: string
  readonly name: BackendName
  /** Tests of one that cannot run here are skipped, by its title. */
  readonly available: boolean
  /** A fresh one; who makes it disposes of it. */
  create(): Promise<Backend>
}

const wasm = (title: string, threads: number, worthSharing?: number): TestedBackend => ({
  title,
  name: 'wasm',
  available: kernelsSupported(),
  create: async () =>
    new CheckedBackend(
      await WasmBackend.create({ threads, ...(worthSharing !== undefined && { worthSharing }) }),
    ),
})

/** Every backend that the shared suites run over. */
export const everyBackend: readonly TestedBackend[] = [
  {
    title: 'reference',
    name: 'reference',
    available: true,
    create: async () => new CheckedBackend(new ReferenceBackend()),
  },
  wasm('wasm', 1),
  // Divides even the smallest work, which is what the suites have.
  wasm('wasm, 3 threads', 3, 0),
  { title: 'webgpu', name: 'webgpu', available: await gpuForTests(), create: createWebGpuBackend },
  {
    title: 'tensorflow, in JavaScript',
    name: 'tensorflow',
    available: true,
    create: createTensorFlowInJavaScript,
  },
  {
    title: 'tensorflow, native',
    name: 'tensorflow',
    available: loadTensorFlow().state === 'loaded',
    create: () => createTensorFlowBackend(),
  },
]

/**
 * One backend for all tests of the `describe` it is called in, made before them and disposed of after them.
 * @returns gives it, inside a test
 */
export function sharedBackend(available: boolean, create: () => Promise<Backend>): () => Backend {
  let backend: Backend | undefined
  beforeAll(async () => {
    if (available) backend = await create()
  })
  afterAll(() => backend?.dispose())
  return () => {
    if (backend === undefined) throw new Error('This backend cannot run here.')
    return backend
  }
}
