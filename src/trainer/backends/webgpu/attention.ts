import type { Compute } from './compute.ts'
import type { GpuTensor } from './handles.ts'
import type { Span } from './pipelines.ts'
import { attentionBackwardKernel, attentionKernel } from './shaders/attention.ts'

export interface AttentionSizes {
  readonly items: number
  /** Width d of query, key and value each. */
  readonly width: number
  readonly heads: number
}

export function tokenAttention(
  compute: Compute,
  tokens: readonly GpuTensor[],
  { items, width, heads }: AttentionSizes,
): GpuTensor {
  const out = compute.tensor(items, width)
  const stacked = tokens.length + 1 > compute.gpu.limits.storageBuffersPerKernel
  const { part, uniforms } = layout(tokens, { items, width, heads })
  const from = stacked ? { token: stack(compute, tokens) } : named('token', tokens)
  const kernel = attentionKernel(part, tokens.length, stacked)
  compute.queue.run(kernel, items * heads, uniforms, { ...from, out: out.span })
  return out
}

export function tokenAttentionBackward(
  compute: Compute,
  tokens: readonly GpuTensor[],
  { items, width, heads }: AttentionSizes,
  gradient: GpuTensor,
): GpuTensor[] {
  const stacked = 2 * tokens.length + 1 > compute.gpu.limits.storageBuffersPerKernel
  const { part, uniforms } = layout(tokens, { items, width, heads })
  const kernel = attentionBackwardKernel(part, tokens.length, stacked)
  const gradients = tokens.map((token) => compute.tensor(token.rows, token.cols))
  if (!stacked) {
    const spans = { ...named('token', tokens), gradient: gradient.span, ...named('into', gradients) }
    compute.queue.run(kernel, items * heads, uniforms, spans)
    return gradients
  }
  const into = compute.queue.scratch(4 * tokens.length * floatsApart(tokens))
  const spans = { token: stack(compute, tokens), gradient: gradient.span, into }
  compute.queue.run(kernel, items * heads, uniforms, spans)
  gradients.forEach((own, index) => {
    const from = { storage: into.storage, offset: 4 * index * floatsApart(tokens) }
    compute.queue.copy(from, own.span, 4 * own.length)
  })
  return gradients
}

function layout(tokens: readonly GpuTensor[], { width, heads }: AttentionSizes) {
  const columns = width / heads
  const part = columns % 4 === 0 ? 4 : 1
  const stride = floatsApart(tokens) / part
  return { part, uniforms: { heads, width: columns / part, stride, scale: 1 / Math.sqrt(columns) } } as const
}

/** From one token to the next in a stack. */
function floatsApart([token]: readonly GpuTensor[]): number {
  return token === undefined ? 0 : 4 * Math.ceil(token.length / 4)
}

/** The tokens one after the other in one buffer. */
function stack({ queue }: Compute, tokens: readonly GpuTensor[]): Span {
  const stride = 4 * floatsApart(tokens)
  const { storage } = queue.scratch(tokens.length * stride)
  tokens.forEach((token, index) => {
    queue.copy(token.span, { storage, offset: index * stride }, 4 * token.length)
  })
  return { storage, offset: 0 }
}

function named(name: string, tensors: readonly GpuTensor[]): Record<string, Span> {
  return Object.fromEntries(tensors.map((tensor, index) => [`${name}${index}`, tensor.span]))
}
