import type { Tensor } from '../backend.ts'
import type { Compute } from './compute.ts'

/** Backend.pairScores. */
export function pairScores(
  { memory, pool, partitioner }: Compute,
  users: Tensor,
  userRows: Int32Array,
  items: Tensor,
  itemRows: Int32Array,
): Float32Array {
  const mark = memory.mark()
  try {
    const out = memory.tensor(userRows.length, 1)
    const lists = {
      userRows: memory.at(memory.indices(userRows)),
      itemRows: memory.at(memory.indices(itemRows)),
    }
    const operands = { users: memory.at(users), items: memory.at(items), ...lists, out: memory.at(out) }
    const bounds = partitioner.equal(userRows.length, 2 * users.cols)
    pool.run('pairScores', { ...operands, cols: users.cols }, bounds)
    return new Float32Array(memory.view(out))
  } finally {
    memory.release(mark)
  }
}
