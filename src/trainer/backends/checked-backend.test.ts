import { expect, test } from 'vitest'
import type { Backend } from './backend.ts'
import { CheckedBackend } from './checked-backend.ts'
import { ReferenceBackend } from './reference/reference-backend.ts'
import { ShapeError } from './shapes.ts'

/** Shapes that do not fit are refused before the backend inside sees them. */
const inner = new ReferenceBackend()
const untouched = new Proxy(inner, {
  get: (target, name) => {
    const found = Reflect.get(target, name)
    if (typeof found !== 'function') return found
    return () => {
      throw new Error(`${String(name)} reached the backend.`)
    }
  },
})
const backend = new CheckedBackend(untouched)

const a = inner.zeros(2, 3)
const b = inner.zeros(2, 4)
const one = inner.zeros(1, 1)
const two = inner.zeros(2, 1)
const rows = inner.uploadRows(Int32Array.of(1), 3)
const list = (...values: number[]) => Int32Array.from(values)
const triples = inner.uploadTriples(list(0), list(0), list(0), 3)
const sparse = inner.uploadSparse({
  rows: 2,
  cols: 3,
  offsets: list(0, 0, 0),
  columns: list(),
  values: new Float32Array(0),
})
const slot = { parameter: a, firstMoment: a, secondMoment: a }
const settings = { learningRate: 1, beta1: 0, beta2: 0, epsilon: 1, step: 1 }
const nothing = { dense: null, rows: null, product: null }

test.each<[string, (on: Backend) => unknown]>([
  ['write: 1 values do not fill [2, 3]', (on) => on.upload([1], 2, 3)],
  ['write: 1 values do not fill [2, 3]', (on) => on.write(a, [1])],
  ['uploadRows: row 1 of 3 is outside or repeated', (on) => on.uploadRows(list(1, 1), 3)],
  ['uploadRows: row 3 of 3 is outside or repeated', (on) => on.uploadRows(list(3), 3)],
  ['uploadRows: row -1 of 3 is outside or repeated', (on) => on.uploadRows(list(0, -1), 3)],
  [
    'uploadTriples: 1 users, 2 positives, 1 negatives',
    (on) => on.uploadTriples(list(0), list(0, 1), list(0), 3),
  ],
  ['spmm: [2, 3] times [2, 4]', (on) => on.spmm(sparse, b, null, 1)],
  ['spmm plus: expected [2, 3], got [2, 4]', (on) => on.spmm(sparse, inner.zeros(3, 3), b, 1)],
  ['spmm: expected [1, 3], got [2, 3]', (on) => on.spmm(sparse, { rows, values: a }, null, 1)],
  ['spmmRows: rows of 3 from [2, 3]', (on) => on.spmmRows(sparse, rows, inner.zeros(3, 3), null, 1)],
  ['matmul: [2, 3] times [2, 4]', (on) => on.matmul(a, b)],
  ['linear: expected [1, 4], got [2, 3]', (on) => on.linear(a, b, a)],
  ['matmul: [2, 3] times [2, 4]', (on) => on.linear(a, b, inner.zeros(1, 4))],
  ['reluBackward: expected [2, 3], got [2, 4]', (on) => on.reluBackward(a, b)],
  ['sigmoidBackward: expected [2, 3], got [2, 4]', (on) => on.sigmoidBackward(a, b)],
  ['tanhBackward: expected [2, 3], got [2, 4]', (on) => on.tanhBackward(a, b)],
  ['concatRows: no parts', (on) => on.concatRows([])],
  ['concatRows: [2, 3] and [2, 4]', (on) => on.concatRows([a, a, b])],
  ['concatColumns: [2, 3] and [1, 1]', (on) => on.concatColumns([a, b, one])],
  ['sliceColumns: columns 1 to 4 of [2, 3]', (on) => on.sliceColumns(a, 1, 3)],
  ['multiply: expected [2, 3], got [2, 4]', (on) => on.multiply(a, b)],
  ['slice: rows 1 to 3 of [2, 3]', (on) => on.slice(a, 1, 2)],
  ['gatherRows: rows of 3 from [2, 3]', (on) => on.gatherRows(a, rows)],
  ['scatterAdd: expected [1, 3], got [2, 4]', (on) => on.scatterAdd(a, { length: 1 }, b, 1)],
  ['addScaled: expected [2, 3], got [2, 4]', (on) => on.addScaled(a, b, 1)],
  ['accumulate: expected [2, 3], got [2, 4]', (on) => on.accumulate(a, b, 1)],
  [
    'accumulate: expected 2 rows, got rows of 3',
    (on) => on.accumulate(a, { rows, values: inner.zeros(1, 3) }, 1),
  ],
  ['scaleByScalar: expected [1, 1], got [2, 3]', (on) => on.scaleByScalar(a, a, 1)],
  ['scaleRows: expected [2, 1], got [1, 1]', (on) => on.scaleRows(a, one)],
  ['rowDot: expected [2, 3], got [2, 4]', (on) => on.rowDot(a, b)],
  ['logSumExp: [2, 0] has no columns', (on) => on.logSumExp(inner.zeros(2, 0), null)],
  ['logSumExp: expected [3, 1], got [2, 1]', (on) => on.logSumExp(a, two)],
  ['softmaxRows: expected [2, 1], got [1, 1]', (on) => on.softmaxRows(a, null, one, two)],
  ['softmaxRows: expected [2, 1], got [1, 1]', (on) => on.softmaxRows(a, null, two, one)],
  ['tripleMargins: triples of 3 rows, [2, 3]', (on) => on.tripleMargins(a, triples)],
  ['tripleMarginsBackward: triples of 3 rows, [2, 3]', (on) => on.tripleMarginsBackward(a, triples, one)],
  [
    'tripleMarginsBackward: expected [1, 1], got [2, 1]',
    (on) => on.tripleMarginsBackward(inner.zeros(3, 3), triples, two),
  ],
  ['squaredNorm: expected [2, 1], got [1, 1]', (on) => on.squaredNorm(a, one)],
  ['squaredNorm: expected [2, 1], got [1, 1]', (on) => on.squaredNormBackward(a, one, one)],
  ['squaredNormBackward: expected [1, 1], got [2, 1]', (on) => on.squaredNormBackward(a, two, two)],
  ['logSigmoidLossBackward: expected [1, 1], got [2, 1]', (on) => on.logSigmoidLossBackward(a, 1, two)],
  ['tokenAttention: no tokens', (on) => on.tokenAttention([], 1)],
  ['tokenAttention: expected [2, 3], got [2, 4]', (on) => on.tokenAttention([a, b], 1)],
  ['tokenAttention: [2, 3] is not 3 times a width that 2 heads divide', (on) => on.tokenAttention([a], 2)],
  ['tokenAttentionBackward: expected [2, 1], got [1, 1]', (on) => on.tokenAttentionBackward([a], 1, one)],
  ['adam: an empty gradient', (on) => on.adam(slot, nothing, settings, one)],
  ['adam guard: expected [1, 1], got [2, 1]', (on) => on.adam(slot, nothing, settings, two)],
  ['adam: expected [2, 3], got [2, 4]', (on) => on.adam(slot, { ...nothing, dense: b }, settings, one)],
])('%s', (sentence, use) => {
  expect(() => use(backend)).toThrow(new ShapeError(sentence))
})

test.each<[string, (on: Backend) => Promise<unknown>]>([
  ['topItems: [2, 3] and [2, 4]', (on) => on.topItems(a, b, { offsets: list(0, 0, 0), values: list() }, 1)],
  ['topItems: 1 lists for 2 users', (on) => on.topItems(a, a, { offsets: list(0, 0), values: list() }, 1)],
  ['pairScores: [2, 3] and [2, 4]', (on) => on.pairScores(a, list(0), b, list(0))],
  ['pairScores: 1 users with 2 items', (on) => on.pairScores(a, list(0), a, list(0, 1))],
])('%s', async (sentence, use) => {
  await expect(use(backend)).rejects.toThrow(new ShapeError(sentence))
})

test('a row set that was refused leaves nothing behind', () => {
  const checked = new CheckedBackend(inner)
  expect(() => checked.uploadRows(list(2, 1, 2), 3)).toThrow(ShapeError)
  expect(checked.uploadRows(list(2, 1), 3)).toMatchObject({ length: 2, of: 3 })
})
