import type { Tensor } from '../backend.ts'
import type { Compute } from './compute.ts'

/** Backend.highestScoring. */
export function highestScoring(
  { memory, pool, partitioner }: Compute,
  users: Tensor,
  userRows: Int32Array,
  items: Tensor,
  candidates: Int32Array,
  perUser: number,
): Int32Array {
  return memory.withScratch(4 * userRows.length, (out) => {
    const lists = {
      userRows: memory.at(memory.indices(userRows)),
      candidates: memory.at(memory.indices(candidates)),
    }
    const operands = { users: memory.at(users), items: memory.at(items), ...lists }
    const bounds = partitioner.equal(userRows.length, 2 * perUser * users.cols)
    pool.run('highestScoring', { ...operands, perUser, out, cols: users.cols }, bounds)
    return memory.integers(out, userRows.length)
  })
}
