import { describe, expect, test } from 'vitest'
import type { Backend, Tensor } from '../backends/backend.ts'
import { ReferenceBackend } from '../backends/reference/reference-backend.ts'
import { Tape } from '../backends/tape.ts'
import { Rng } from '../data/rng.ts'
import { everyBackend, sharedBackend } from '../testing/every-backend.ts'
import { createOptimizer } from './create-optimizer.ts'

const ROWS = 7
const COLS = 5
const RATE = 0.02

/** A table whose rows are told apart by their gradients: that of row r is weight * 2 * (its vector). */
function setUp(backend: Backend, name: 'adam' | 'lazy-adam') {
  const rng = new Rng(1, 'lazy adam')
  const first = Float32Array.from({ length: ROWS * COLS }, () => rng.uniform(-1, 1))
  const table = backend.upload(first, ROWS, COLS)
  const parameters = [{ name: 'table', value: table }]
  const optimizer = createOptimizer({ name }, { backend, parameters, learningRate: RATE })
  const step = (rows: readonly number[]) => {
    const mark = backend.mark()
    const tape = new Tape(backend)
    const touched = tape.rows(tape.parameter(table), backend.uploadRows(Int32Array.from(rows), ROWS))
    const weights = backend.upload(
      rows.map((row) => 0.1 * (row + 1)),
      rows.length,
      1,
    )
    const loss = tape.squaredNorm(touched, weights)
    tape.backward(loss)
    optimizer.step(tape, loss.value, rows.length)
    backend.release(mark)
  }
  return { first, table, optimizer, step }
}

const allOf = async (backend: Backend, tensors: readonly Tensor[]) => {
  const values = []
  for (const tensor of tensors) values.push(await backend.read(tensor))
  return values
}

/** SparseAdam of PyTorch, by its formulas, on the gradient of `setUp`. */
function plain(first: Float32Array, batches: readonly (readonly number[])[]): Float64Array {
  const [x, m, v] = [Float64Array.from(first), new Float64Array(first.length), new Float64Array(first.length)]
  batches.forEach((rows, index) => {
    const step = index + 1
    for (const row of rows) {
      for (let k = row * COLS; k < (row + 1) * COLS; k++) {
        const gradient = 2 * 0.1 * (row + 1) * (x[k] ?? 0)
        m[k] = 0.9 * (m[k] ?? 0) + 0.1 * gradient
        v[k] = 0.999 * (v[k] ?? 0) + 0.001 * gradient ** 2
        const spread = Math.sqrt((v[k] ?? 0) / (1 - 0.999 ** step)) + 1e-8
        x[k] = (x[k] ?? 0) - (RATE * (m[k] ?? 0)) / (1 - 0.9 ** step) / spread
      }
    }
  })
  return x
}

describe.each(everyBackend)('lazy Adam on $title', ({ available, create }) => {
  const shared = sharedBackend(available, create)

  test.skipIf(!available)('gives what a plain implementation gives', async () => {
    const backend = shared()
    const batches = [[0, 3], [3, 5, 1], [6], [0, 6, 3], [2]]
    const { first, table, step } = setUp(backend, 'lazy-adam')
    batches.forEach(step)
    const expected = plain(first, batches)
    ;(await backend.read(table)).forEach((value, k) => {
      expect(value, `element ${k}`).toBeCloseTo(expected[k] ?? Number.NaN, 5)
    })
  })

  test.skipIf(!available)('leaves rows and moments alone that the batch does not touch', async () => {
    const backend = shared()
    const { table, optimizer, step } = setUp(backend, 'lazy-adam')
    step([0, 1, 2, 3])
    const state = [table, ...optimizer.tensors.map(({ value }) => value)]
    const before = await allOf(backend, state)
    step([5, 2])
    for (const [index, values] of (await allOf(backend, state)).entries()) {
      const changed = [...values].flatMap((value, k) =>
        value === before[index]?.[k] ? [] : [Math.floor(k / COLS)],
      )
      expect(new Set(changed)).toEqual(new Set([2, 5]))
    }
  })
})

describe('lazy Adam', () => {
  test('is Adam where the batch touches every row', async () => {
    const backend = new ReferenceBackend()
    const everyRow = Array.from({ length: ROWS }, (_, row) => row)
    const [lazy, dense] = (['lazy-adam', 'adam'] as const).map((name) => {
      const { table, step } = setUp(backend, name)
      for (let count = 0; count < 4; count++) step(everyRow)
      return table
    })
    if (lazy === undefined || dense === undefined) throw new Error('Two tables were made.')
    expect(await backend.read(lazy)).toEqual(await backend.read(dense))
  })

  test('moves a row that is touched late by 3.2 times the learning rate at first', async () => {
    const backend = new ReferenceBackend()
    const { first, table, step } = setUp(backend, 'lazy-adam')
    for (let count = 0; count < 20_000; count++) step([0])
    step([6])
    const change = Math.abs(((await backend.read(table))[6 * COLS] ?? 0) - (first[6 * COLS] ?? 0))
    expect(change / RATE).toBeCloseTo(0.1 / Math.sqrt(0.001), 2)
  })

  test('refuses the steps of other parameters', () => {
    const { optimizer } = setUp(new ReferenceBackend(), 'lazy-adam')
    expect(() => optimizer.restore([1, 2])).toThrow('2 step counts for 1 parameters')
  })
})
