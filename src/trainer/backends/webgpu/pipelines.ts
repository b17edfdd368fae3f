import type { Storage } from './buffer-pool.ts'
import type { Kernel } from './kernel.ts'

/** Part of a buffer, from an offset in bytes. */
export interface Span {
  readonly storage: Storage
  readonly offset: number
}

interface Signature {
  readonly key: string
  /** Bytes bound of each buffer; undefined is all from the offset. */
  readonly sizes: readonly (number | undefined)[]
  readonly buffers: GPUBindGroupLayout
  readonly pipeline: GPUPipelineLayout
}

export interface Compiled {
  readonly pipeline: GPUComputePipeline
  readonly signature: Signature
}

/** GPUShaderStage.COMPUTE */
const COMPUTE = 4
const MAX_GROUPS = 4096
const TYPES = { read: 'read-only-storage', read_write: 'storage', uniform: 'uniform' } as const

/** Compiled kernels and the bindings of their buffers, each made once. */
export class Pipelines {
  /** Group 0 of every kernel: its uniforms, at an offset that changes with each call. */
  readonly uniformLayout: GPUBindGroupLayout
  readonly #device: GPUDevice
  readonly #group: number
  readonly #compiled = new Map<Kernel, Compiled>()
  readonly #signatures = new Map<string, Signature>()
  readonly #groups = new Map<string, GPUBindGroup>()

  /** @param group invocations of a workgroup */
  constructor(device: GPUDevice, group: number) {
    this.#device = device
    this.#group = group
    this.uniformLayout = device.createBindGroupLayout({
      entries: [{ binding: 0, visibility: COMPUTE, buffer: { type: 'uniform', hasDynamicOffset: true } }],
    })
  }

  compiled(kernel: Kernel): Compiled {
    const known = this.#compiled.get(kernel)
    if (known !== undefined) return known
    const signature = this.#signature(kernel)
    const module = this.#device.createShaderModule({ label: kernel.label, code: kernel.code })
    const pipeline = this.#device.createComputePipeline({
      label: kernel.label,
      layout: signature.pipeline,
      compute: { module, entryPoint: 'main', constants: { GROUP: this.#group } },
    })
    const compiled = { pipeline, signature }
    this.#compiled.set(kernel, compiled)
    return compiled
  }

  /** Group 1 of a kernel: its buffers, in its order. A step's buffers come back in the next, and so does the group. */
  bindGroup({ key, sizes, buffers }: Signature, spans: readonly Span[]): GPUBindGroup {
    let name = key
    for (const { storage, offset } of spans) name += ` ${storage.id}+${offset}`
    const known = this.#groups.get(name)
    if (known !== undefined) return known
    // A fresh start is cheaper than to keep account of which were used last.
    if (this.#groups.size >= MAX_GROUPS) this.#groups.clear()
    const group = this.#device.createBindGroup({
      layout: buffers,
      entries: spans.map(({ storage: { buffer }, offset }, binding) => {
        const size = sizes[binding]
        return { binding, resource: { buffer, offset, ...(size !== undefined && { size }) } }
      }),
    })
    this.#groups.set(name, group)
    return group
  }

  #signature(kernel: Kernel): Signature {
    const key = kernel.buffers.map(({ binding }) => binding.access).join()
    const known = this.#signatures.get(key)
    if (known !== undefined) return known
    const buffers = this.#device.createBindGroupLayout({
      entries: kernel.buffers.map(({ binding }, index) => ({
        binding: index,
        visibility: COMPUTE,
        buffer: { type: TYPES[binding.access] },
      })),
    })
    const pipeline = this.#device.createPipelineLayout({ bindGroupLayouts: [this.uniformLayout, buffers] })
    const sizes = kernel.buffers.map(({ binding }) => (binding.access === 'uniform' ? 16 : undefined))
    const signature = { key, sizes, buffers, pipeline }
    this.#signatures.set(key, signature)
    return signature
  }
}
