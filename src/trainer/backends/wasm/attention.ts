import type { Tensor } from '../backend.ts'
import { attentionSizes } from '../shapes.ts'
import type { Compute } from './compute.ts'

/** Backend.tokenAttention. */
export function tokenAttention(
  { memory, pool, partitioner }: Compute,
  tokens: readonly Tensor[],
  heads: number,
): Tensor {
  const { items, width } = attentionSizes(tokens)
  const out = memory.tensor(items, width)
  const count = tokens.length
  memory.withScratchPerThread(4 * count, (scratch) => {
    const list = memory.at(memory.pointers(tokens))
    const given = { tokens: list, count, heads, out: memory.at(out), width, scratch }
    pool.run('tokenAttention', given, partitioner.equal(items, 4 * width * count))
  })
  return out
}

/** Backend.tokenAttentionBackward. */
export function tokenAttentionBackward(
  { memory, pool, partitioner }: Compute,
  tokens: readonly Tensor[],
  heads: number,
  gradient: Tensor,
): Tensor[] {
  const { items, width } = attentionSizes(tokens)
  const gradients = tokens.map((token) => memory.tensor(token.rows, token.cols))
  const count = tokens.length
  memory.withScratchPerThread(8 * count, (scratch) => {
    const list = memory.at(memory.pointers(tokens))
    const into = memory.at(memory.pointers(gradients))
    const operands = { tokens: list, gradient: memory.at(gradient), gradients: into }
    const given = { ...operands, count, heads, width, scratch }
    pool.run('tokenAttentionBackward', given, partitioner.equal(items, 8 * width * count))
  })
  return gradients
}
