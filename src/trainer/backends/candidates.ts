import { availableParallelism, cpus } from 'node:os'
import { type BackendAvailability, isNative } from '#shared/training/backends.ts'
import type { BackendName } from '#shared/training/config.ts'
import type { Backend } from './backend.ts'
import { CheckedBackend } from './checked-backend.ts'
import type { BackendProbe } from './probe.ts'
import { ReferenceBackend } from './reference/reference-backend.ts'
import { kernelsSupported } from './wasm/kernels.ts'
import { WasmBackend } from './wasm/wasm-backend.ts'

/** A backend before it is chosen. */
export interface Candidate {
  probe(): Promise<BackendProbe>
  /** @param threads of the CPU, at least 1 */
  create(threads: number): Promise<Backend>
}

export type Candidates = Readonly<Record<BackendName, Candidate>>

/** Native backends are imported when they are looked at or created: a run on the CPU loads none of them. */
export const candidates: Candidates = {
  reference: {
    probe: async () => ({
      usable: true,
      kind: 'cpu',
      device: processor(),
      reason: 'plain TypeScript on one thread; slow, and what the others are checked against',
      remedy: null,
    }),
    create: async () => new CheckedBackend(new ReferenceBackend()),
  },
  wasm: {
    probe: async () => ({
      kind: 'cpu',
      device: processor(),
      ...(kernelsSupported()
        ? {
            usable: true,
            reason: `WebAssembly threads with SIMD, and onnxruntime for large products, on up to ${cores()}`,
            remedy: null,
          }
        : {
            usable: false,
            reason: 'this Node or processor has no WebAssembly relaxed SIMD',
            remedy: 'Training uses the reference backend, which is slower.',
          }),
    }),
    create: async (threads) => new CheckedBackend(await WasmBackend.create({ threads })),
  },
  webgpu: {
    probe: async () => (await import('./webgpu/probe.ts')).probeWebGpu(),
    create: async () => (await import('./webgpu/webgpu-backend.ts')).createWebGpuBackend(),
  },
  tensorflow: {
    probe: async () => (await import('./tensorflow/probe.ts')).probeTensorFlow(),
    create: async () => (await import('./tensorflow/probe.ts')).createTensorFlowBackend(),
  },
}

/** What there is of one backend on this machine. Never rejects. */
export async function lookAt(
  name: BackendName,
  { [name]: candidate }: Candidates = candidates,
): Promise<BackendAvailability> {
  try {
    return { name, ...(await candidate.probe()) }
  } catch (error) {
    const kind = isNative(name) ? 'gpu' : 'cpu'
    const reason = `it failed while it was tried: ${error instanceof Error ? error.message : String(error)}`
    return { name, usable: false, kind, device: null, reason, remedy: null }
  }
}

function processor(): string {
  return cpus()[0]?.model.trim() || 'CPU'
}

function cores(): string {
  const count = availableParallelism()
  return count === 1 ? '1 core' : `${count} cores`
}
