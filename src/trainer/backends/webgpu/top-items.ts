import type { Lists } from '../backend.ts'
import { topItemsOfScores } from '../top-items.ts'
import type { Compute } from './compute.ts'
import type { GpuTensor } from './handles.ts'
import { multiply } from './matmul.ts'
import type { Span } from './pipelines.ts'
import type { Readback } from './readback.ts'

/** Rows of users whose scores come back together. */
interface Block {
  readonly start: number
  readonly rows: number
}

/** See Backend.topItems: the device computes the scores, block after block of users, and they are ranked here. */
export async function topItems(
  compute: Compute,
  readback: Readback,
  users: GpuTensor,
  items: GpuTensor,
  excluded: Lists,
  count: number,
): Promise<Int32Array> {
  const { queue, gpu } = compute
  const lists = new Int32Array(users.rows * count).fill(-1)
  const size = Math.max(1, Math.floor(gpu.limits.scoresAtOnce / Math.max(1, items.rows)))
  const blocks = blocksOf(users.rows, size)
  // Later blocks must not see what happens to the operands until their turn.
  const copies = blocks.length > 1 ? [copyOf(compute, users), copyOf(compute, items)] : []
  const [a = users.span, b = items.span] = copies
  const scoresOf = async ({ start, rows }: Block): Promise<Float32Array> => {
    const out = queue.scratch(4 * rows * items.rows)
    const sizes = { m: rows, k: users.cols, n: items.rows, startOfA: start * users.cols }
    multiply(compute, { a, b, ...sizes, transpose: { b: true } }, out)
    return await readback.floats(out, rows * items.rows)
  }
  try {
    const [first] = blocks
    let coming = first === undefined ? null : scoresOf(first)
    for (const [index, { start, rows }] of blocks.entries()) {
      const scores = await coming
      const next = blocks[index + 1]
      // On its way while this block is ranked.
      coming = next === undefined ? null : scoresOf(next)
      if (scores === null || items.rows === 0) continue
      lists.set(topItemsOfScores(scores, rows, part(excluded, start, rows), count), start * count)
    }
  } finally {
    for (const { storage } of copies) queue.pool.giveBack(storage)
  }
  return lists
}

function blocksOf(users: number, size: number): Block[] {
  return Array.from({ length: Math.ceil(users / size) }, (_, index) => {
    const start = index * size
    return { start, rows: Math.min(size, users - start) }
  })
}

function copyOf({ queue }: Compute, tensor: GpuTensor): Span {
  const copy = { storage: queue.pool.acquire(4 * tensor.length), offset: 0 }
  queue.copy(tensor.span, copy, 4 * tensor.length)
  return copy
}

/** The lists of those rows alone. */
function part({ offsets, values }: Lists, start: number, rows: number): Lists {
  return { offsets: offsets.subarray(start, start + rows + 1), values }
}
