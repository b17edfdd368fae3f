import type { Lists, Tensor } from '../backend.ts'
import type { Compute } from './compute.ts'

/** As assembly/top-items.ts has it. */
const CHUNK = 32

/**
 * Backend.topItems from scores that are already there.
 * @param scores [users, items]; excluded ones are overwritten
 */
export function topItems(
  { memory, pool, partitioner }: Compute,
  scores: Tensor,
  excluded: Lists,
  count: number,
): Int32Array {
  const { rows: users, cols: items } = scores
  return memory.withScratchPerThread(4 * (count + Math.ceil(items / CHUNK)), (scratch) => {
    const offsets = memory.indices(excluded.offsets)
    const lists = memory.indices(excluded.values)
    const out = memory.tensor(users, count)
    const operands = { scores: memory.at(scores), offsets: memory.at(offsets), excluded: memory.at(lists) }
    const given = { ...operands, items, count, out: memory.at(out), scratch }
    pool.run('topItems', given, partitioner.equal(users, items))
    return memory.integers(memory.at(out), users * count)
  })
}
