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
    const values = memory.indices(excluded.values)
    const out = memory.tensor(users, count)
    const pointers = [memory.at(scores), items, memory.at(offsets), memory.at(values)]
    pool.run('topItems', [...pointers, count, memory.at(out), scratch], partitioner.equal(users, items))
    return memory.integers(memory.at(out), users * count)
  })
}
