import type { Lists, Tensor } from '../backend.ts'
import { topItemsOfScores } from '../top-items.ts'
import { matrixOf } from './handles.ts'
import { deviceIndices, takeRows } from './rows.ts'
import type { Session } from './session.ts'
import type { Matrix, TensorFlow } from './tensorflow-api.ts'

/**
 * Backend.topItems.
 * @param scoresAtOnce bounds the scores that are in memory at once
 */
export async function topItems(
  tf: TensorFlow,
  session: Session,
  users: Tensor,
  items: Tensor,
  excluded: Lists,
  count: number,
  scoresAtOnce: number,
): Promise<Int32Array> {
  const lists = new Int32Array(users.rows * count).fill(-1)
  if (users.rows * items.rows * users.cols * count === 0) return lists
  // Of its own, like the tensors: the caller's may change while the first scores are on their way.
  const [offsets, values] = [excluded.offsets.slice(), excluded.values.slice()]
  const [left, right] = session.attempt(() => [matrixOf(users).clone(), matrixOf(items).clone()])
  const together = Math.max(Math.floor(scoresAtOnce / items.rows), 1)
  try {
    for (let start = 0; start < users.rows; start += together) {
      const rows = Math.min(together, users.rows - start)
      const scores = await session.download(
        session.run(() => {
          const block = tf.slice(left, [start, 0], [rows, users.cols])
          return tf.matMul(block, right, false, true)
        }),
      )
      const masked = { offsets: offsets.subarray(start, start + rows + 1), values }
      lists.set(topItemsOfScores(scores, rows, masked, count), start * count)
    }
  } finally {
    left.dispose()
    right.dispose()
  }
  return lists
}

/** Backend.pairScores. */
export async function pairScores(
  tf: TensorFlow,
  session: Session,
  users: Tensor,
  userRows: Int32Array,
  items: Tensor,
  itemRows: Int32Array,
): Promise<Float32Array> {
  const count = userRows.length
  if (count === 0 || users.cols === 0) return new Float32Array(count)
  return await session.download(
    session.run((): Matrix => {
      const of = takeRows(tf, matrixOf(users), deviceIndices(tf, userRows, [count], users.rows))
      const over = takeRows(tf, matrixOf(items), deviceIndices(tf, itemRows, [count], items.rows))
      return tf.sum(tf.mul(of, over), 1, true)
    }),
  )
}
