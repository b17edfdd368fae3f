import { describe, expect, test } from 'vitest'
import type { Backend, Tensor } from '../backends/backend.ts'
import { type Node, Tape } from '../backends/tape.ts'
import { everyBackend, sharedBackend } from '../testing/every-backend.ts'
import { createOptimizer } from './create-optimizer.ts'

const ROWS = 4
const COLS = 3
const RATE = 0.25

/** The first column of a table of ones after a step. */
async function stepped(
  backend: Backend,
  examples: number,
  loss: (tape: Tape, table: Node) => Node,
  guard?: Tensor,
): Promise<number[]> {
  const mark = backend.mark()
  const value = backend.upload(new Float32Array(ROWS * COLS).fill(1), ROWS, COLS)
  const parameters = [{ name: 'table', value }]
  const optimizer = createOptimizer({ name: 'sgd' }, { backend, parameters, learningRate: RATE })
  const tape = new Tape(backend)
  const node = loss(tape, tape.parameter(value))
  tape.backward(node)
  optimizer.step(tape, guard ?? node.value, examples)
  const values = await backend.read(value)
  expect(optimizer.state).toEqual([1])
  backend.release(mark)
  return Array.from({ length: ROWS }, (_, row) => values[row * COLS] ?? Number.NaN)
}

describe.each(everyBackend)('SGD on $title', ({ available, create }) => {
  const shared = sharedBackend(available, create)
  /** weight * |x|^2, whose gradient is 2 * weight where x is 1. */
  const norm = (tape: Tape, x: Node, weight: number) =>
    tape.squaredNorm(x, shared().upload(new Float32Array(x.value.rows).fill(weight), x.value.rows, 1))
  const some = (tape: Tape, table: Node) => tape.rows(table, shared().uploadRows(Int32Array.of(3, 1), ROWS))

  test.skipIf(!available)(
    'changes the rows of the batch, by the gradient summed over its examples',
    async () => {
      const mean = (examples: number) => (tape: Tape, table: Node) =>
        norm(tape, some(tape, table), 1 / examples)
      expect(await stepped(shared(), 1, mean(1))).toEqual([1, 0.5, 1, 0.5])
      expect(await stepped(shared(), 8, mean(8))).toEqual([1, 0.5, 1, 0.5])
    },
  )

  test.skipIf(!available)('adds up the parts that a gradient came in', async () => {
    const backend = shared()
    const swap = backend.uploadSparse({
      rows: ROWS,
      cols: ROWS,
      offsets: Int32Array.of(0, 1, 1, 1, 1),
      columns: Int32Array.of(2),
      values: Float32Array.of(1),
    })
    const all = await stepped(backend, 1, (tape, table) => {
      const propagated = tape.record(backend.spmm(swap, table.value, null, 1), [table], () => {
        const x = backend.upload(new Float32Array(ROWS * COLS).fill(0.5), ROWS, COLS)
        table.gradient.addProduct({ matrix: swap, x, scale: 2 })
      })
      const parts = [norm(tape, table, 0.25), norm(tape, some(tape, table), 1), norm(tape, propagated, 1)]
      return parts.reduce((sum, part) => tape.addScaled(sum, part, 1))
    })
    // 0.25 * 0.5 everywhere, 0.25 * 2 in rows 1 and 3, 0.25 * 1 in row 0
    expect(all).toEqual([0.625, 0.375, 0.875, 0.375])
  })

  test.skipIf(!available)('changes nothing where the loss is not finite', async () => {
    const broken = shared().upload([Number.NaN], 1, 1)
    expect(await stepped(shared(), 1, (tape, table) => norm(tape, table, 1), broken)).toEqual([1, 1, 1, 1])
  })
})
