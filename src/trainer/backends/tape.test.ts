import { describe, expect, test } from 'vitest'
import { normalizedAdjacency } from '../data/adjacency.ts'
import { Interactions } from '../data/interactions.ts'
import { Rng } from '../data/rng.ts'
import { propagate, propagateRows } from '../models/propagation.ts'
import { everyBackend, sharedBackend } from '../testing/every-backend.ts'
import {
  type Differentiable,
  expectGradients,
  numericGradients,
  tapeGradients,
} from '../testing/finite-differences.ts'
import type { Backend } from './backend.ts'
import { ReferenceBackend } from './reference/reference-backend.ts'
import { uploadSparsePair } from './sparse-pair.ts'
import { type Node, Tape } from './tape.ts'

type Shape = readonly [rows: number, cols: number]
type Build = (tape: Tape, backend: Backend, inputs: readonly Node[]) => Node

/** Gradients of an operation by inputs of these shapes; its output is weighted at random to a scalar. */
function operation(shapes: readonly Shape[], build: Build): Differentiable {
  const random = (backend: Backend, [rows, cols]: Shape, stream: string) => {
    const rng = new Rng(3, stream)
    const values = Float32Array.from({ length: rows * cols }, () => rng.uniform(-1, 1))
    return backend.upload(values, rows, cols)
  }
  return {
    inputs: (backend) => shapes.map((shape, index) => random(backend, shape, `input ${index}`)),
    loss(tape, backend, inputs) {
      const output = build(
        tape,
        backend,
        inputs.map((input) => tape.parameter(input)),
      )
      const weights = random(backend, [output.value.rows, output.value.cols], 'weights')
      return tape.logSigmoidLoss(tape.rowDot(output, tape.constant(weights)), 2)
    },
  }
}

const graph = normalizedAdjacency(Interactions.fromPairs(Int32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2, 0), 3, 3))

/** [4, 6], with an empty row and an empty column. */
const lopsided = {
  rows: 4,
  cols: 6,
  offsets: Int32Array.of(0, 3, 4, 4, 6),
  columns: Int32Array.of(0, 2, 5, 2, 1, 4),
  values: Float32Array.of(0.5, -1, 2, 0.25, 1.5, -0.75),
}

/** A use of every input by name, so that a test reads as a formula. */
const use = (build: (tape: Tape, a: Node, b: Node, c: Node) => Node): Build => {
  return (tape, _, [a, b = a, c = a]) => {
    if (a === undefined || b === undefined || c === undefined) throw new Error('An operation has inputs.')
    return build(tape, a, b, c)
  }
}

const subjects: Record<string, Differentiable> = {
  'rows of a parameter': operation([[6, 5]], (tape, backend, inputs) =>
    use((t, x) => t.rows(x, backend.uploadRows(Int32Array.of(4, 0, 3), 6)))(tape, backend, inputs),
  ),
  ...Object.fromEntries(
    [1, 2, 3].map((layers) => [
      `propagateRows, ${layers} layers`,
      operation([[6, 5]], (tape, backend, inputs) =>
        use((t, x) => {
          const rows = backend.uploadRows(Int32Array.of(5, 0, 1, 3), 6)
          return propagateRows(t, backend, backend.uploadSparse(graph), x, layers, rows)
        })(tape, backend, inputs),
      ),
    ]),
  ),
  'a table used in every way at once': operation([[6, 5]], (tape, backend, inputs) =>
    use((t, x) => {
      const matrix = backend.uploadSparse(graph)
      const rows = backend.uploadRows(Int32Array.of(5, 0, 1), 6)
      const others = backend.uploadRows(Int32Array.of(2, 1, 4), 6)
      const propagated = t.addScaled(
        propagateRows(t, backend, matrix, x, 2, rows),
        propagateRows(t, backend, matrix, x, 3, others),
        0.5,
      )
      const taken = t.addScaled(t.rows(x, rows), t.rows(x, others), -0.3)
      return t.addScaled(
        t.addScaled(propagated, taken, 2),
        t.gather(x, backend.uploadIndices(Int32Array.of(3, -1, 3))),
        1,
      )
    })(tape, backend, inputs),
  ),
  tripleMargins: operation([[5, 7]], (tape, backend, inputs) =>
    use((t, x) => {
      const [users, positives, negatives] = [
        [0, 1, 0, 1],
        [2, 3, 2, 4],
        [3, 2, 4, 4],
      ].map((list) => Int32Array.from(list))
      if (users === undefined || positives === undefined || negatives === undefined) throw new Error()
      return t.tripleMargins(x, backend.uploadTriples(users, positives, negatives, 5))
    })(tape, backend, inputs),
  ),
  'gather with repeats and -1': operation([[4, 3]], (tape, backend, inputs) =>
    use((t, x) => t.gather(x, backend.uploadIndices(Int32Array.of(2, -1, 0, 2, 3))))(tape, backend, inputs),
  ),
  linear: operation(
    [
      [4, 3],
      [3, 6],
      [1, 6],
    ],
    use((tape, x, weights, bias) => tape.linear(x, weights, bias)),
  ),
  relu: operation(
    [[4, 6]],
    use((tape, x) => tape.relu(x)),
  ),
  addScaled: operation(
    [
      [4, 3],
      [4, 3],
    ],
    use((tape, a, b) => tape.addScaled(a, b, -0.4)),
  ),
  sigmoid: operation(
    [[4, 6]],
    use((tape, x) => tape.sigmoid(tape.scale(x, 3))),
  ),
  tanh: operation(
    [[4, 6]],
    use((tape, x) => tape.tanh(tape.scale(x, 3))),
  ),
  'spmm, neither symmetric nor square': operation([[6, 3]], (tape, backend, inputs) =>
    use((t, x) => t.spmm(uploadSparsePair(backend, lopsided), x))(tape, backend, inputs),
  ),
  'spmm, some rows': operation([[6, 3]], (tape, backend, inputs) =>
    use((t, x) => {
      const rows = backend.uploadRows(Int32Array.of(3, 0), 4)
      return t.spmm(uploadSparsePair(backend, lopsided), x, rows)
    })(tape, backend, inputs),
  ),
  'spmm there and back, with a table that is used again': operation([[6, 3]], (tape, backend, inputs) =>
    use((t, x) => {
      const there = uploadSparsePair(backend, lopsided)
      const back = { matrix: there.transposed, transposed: there.matrix }
      const twice = t.spmm(back, t.tanh(t.spmm(there, x)))
      return t.addScaled(t.addScaled(twice, t.spmm(back, t.spmm(there, x)), 0.5), x, 2)
    })(tape, backend, inputs),
  ),
  normalizeRows: operation(
    [[4, 6]],
    use((tape, x) => tape.normalizeRows(tape.scale(x, 3))),
  ),
  cosine: operation(
    [
      [4, 6],
      [4, 6],
    ],
    use((tape, a, b) => tape.rowDot(tape.normalizeRows(a), tape.normalizeRows(b))),
  ),
  logSumOfScores: operation(
    [
      [3, 5],
      [7, 5],
      [7, 1],
    ],
    use((tape, users, items, bias) => tape.logSumOfScores(users, items, bias)),
  ),
  'logSumOfScores without a bias': operation(
    [
      [3, 5],
      [7, 5],
    ],
    use((tape, users, items) => tape.logSumOfScores(users, items, null)),
  ),
  'logSumOfScores of constant items': operation([[3, 5]], (tape, backend, inputs) =>
    use((t, users) => {
      const items = Float32Array.from({ length: 20 }, (_, index) => Math.sin(index))
      return t.logSumOfScores(users, t.constant(backend.upload(items, 4, 5)), null)
    })(tape, backend, inputs),
  ),
  'logSumOfScores of a table with itself': operation(
    [[4, 5]],
    use((tape, x) => tape.logSumOfScores(x, x, null)),
  ),
  weightedSum: operation([[4, 1]], (tape, backend, inputs) =>
    use((t, x) => t.weightedSum(x, backend.upload([1, 0, -2, 0.5], 4, 1)))(tape, backend, inputs),
  ),
  multiply: operation(
    [
      [4, 3],
      [4, 3],
    ],
    use((tape, a, b) => tape.multiply(a, b)),
  ),
  'multiply of a node with itself': operation(
    [[4, 3]],
    use((tape, a) => tape.multiply(a, a)),
  ),
  'multiply with a constant mask': operation([[2, 3]], (tape, backend, inputs) =>
    use((t, x) => t.multiply(x, t.constant(backend.upload([2, 0, 2, 2, 2, 0], 2, 3))))(tape, backend, inputs),
  ),
  concatRows: operation(
    [
      [4, 3],
      [2, 3],
    ],
    use((tape, a, b) => tape.concatRows([a, b, a])),
  ),
  'concatRows of nodes that are used again': operation(
    [
      [3, 3],
      [2, 3],
      [5, 3],
    ],
    use((tape, a, b, c) => {
      const [inner, other] = [tape.relu(a), tape.scale(b, 2)]
      const twice = tape.concatRows([tape.concatRows([inner, other]), inner, other])
      const sum = tape.addScaled(tape.concatRows([c, c]), twice, 0.5)
      return tape.concatRows([tape.multiply(inner, a), sum])
    }),
  ),
  concatColumns: operation(
    [
      [4, 3],
      [4, 5],
    ],
    use((tape, a, b) => tape.concatColumns([a, b, a])),
  ),
  scaleRows: operation(
    [
      [4, 3],
      [4, 1],
    ],
    use((tape, x, factors) => tape.scaleRows(x, factors)),
  ),
  'addScaled of one node twice': operation(
    [[4, 3]],
    use((tape, a) => tape.addScaled(a, a, -0.4)),
  ),
  scale: operation(
    [[4, 3]],
    use((tape, a) => tape.scale(a, 1.7)),
  ),
  rowDot: operation(
    [
      [4, 3],
      [4, 3],
    ],
    use((tape, a, b) => tape.rowDot(a, b)),
  ),
  squaredNorm: operation([[4, 3]], (tape, backend, inputs) =>
    use((t, x) => t.squaredNorm(x, backend.upload([1, 0.5, 0, 2], 4, 1)))(tape, backend, inputs),
  ),
  logSigmoidLoss: operation(
    [[5, 1]],
    use((tape, a) => tape.logSigmoidLoss(a, 3)),
  ),
  'tokenAttention, 1 token': operation(
    [[3, 12]],
    use((tape, a) => tape.tokenAttention([a], 2)),
  ),
  'tokenAttention, 2 tokens': operation(
    [
      [3, 24],
      [3, 24],
    ],
    use((tape, a, b) => tape.tokenAttention([a, b], 4)),
  ),
  // MixGCF (Huang et al. 2021, positive and hop mixing): each layer's chosen candidate is mixed with the positive, and the mean
  // over layers is one synthetic negative per pair.
  'a negative mixed of layers': operation(
    [
      [5, 3],
      [5, 3],
    ],
    (tape, backend, layers) => {
      const positives = backend.uploadIndices(Int32Array.of(0, 3))
      const chosen = [Int32Array.of(2, 4), Int32Array.of(4, 1)].map((list) => backend.uploadIndices(list))
      const mixed = layers.map((layer, index) => {
        const candidates = chosen[index]
        if (candidates === undefined) throw new Error('Each layer has its candidates.')
        const share = tape.constant(backend.upload([0.3, 0.8], 2, 1))
        const rest = tape.constant(backend.upload([0.7, 0.2], 2, 1))
        const positive = tape.scaleRows(tape.gather(layer, positives), share)
        return tape.addScaled(positive, tape.scaleRows(tape.gather(layer, candidates), rest), 1)
      })
      const [first, second] = mixed
      if (first === undefined || second === undefined) throw new Error('There are two layers.')
      return tape.scale(tape.addScaled(first, second, 1), 1 / 2)
    },
  ),
  'a node used by several': operation(
    [
      [4, 3],
      [4, 3],
    ],
    use((tape, a, b) => {
      const both = tape.addScaled(a, b, 1)
      return tape.addScaled(tape.relu(both), tape.addScaled(both, a, 2), 0.5)
    }),
  ),
}

describe('gradients against finite differences', () => {
  const cases = Object.entries(subjects)

  test.for(cases)('%s: float64', async ([, subject]) => {
    const actual = await tapeGradients(subject, new ReferenceBackend('float64'))
    expectGradients(actual, numericGradients(subject), 1e-7)
  })

  describe.each(everyBackend)('$title', ({ available, create }) => {
    const backend = sharedBackend(available, create)

    test.skipIf(!available).for(cases)('%s', async ([, subject]) => {
      expectGradients(await tapeGradients(subject, backend()), numericGradients(subject), 1e-4)
    })
  })
})

test('propagate is the mean of x, A x and A A x', async () => {
  const backend = new ReferenceBackend()
  const a = backend.uploadSparse(graph)
  const x = backend.upload(
    Float32Array.from({ length: 12 }, (_, index) => index % 5),
    6,
    2,
  )
  const once = backend.spmm(a, x, null, 1)
  const twice = backend.spmm(a, once, null, 1)
  const sum = backend.addScaled(backend.addScaled(x, once, 1), twice, 1)
  const actual = await backend.read(propagate(backend, a, x, 2))
  const expected = (await backend.read(sum)).map((value) => value / 3)
  actual.forEach((value, index) => {
    expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 6)
  })
})

test('constants get no gradient, unused parameters neither', () => {
  const backend = new ReferenceBackend()
  const tape = new Tape(backend)
  const [constant, used, unused] = [backend.zeros(2, 2), backend.zeros(2, 2), backend.zeros(2, 2)]
  const fixed = tape.constant(constant)
  tape.parameter(unused)
  const ones = backend.upload([1, 1], 2, 1)
  tape.backward(tape.squaredNorm(tape.addScaled(fixed, tape.parameter(used), 1), ones))
  expect(fixed.gradient.parts).toBeNull()
  expect(tape.gradientOf(used)).not.toBeNull()
  expect(tape.gradientOf(unused)).toBeNull()
})

test('a row of zeros has no direction: normalised it is zeros, and no gradient reaches it', async () => {
  const backend = new ReferenceBackend()
  const tape = new Tape(backend)
  const x = backend.upload([0, 0, 3, 4], 2, 2)
  const unit = tape.normalizeRows(tape.parameter(x))
  const other = tape.constant(backend.upload([1, 2, 1, 2], 2, 2))
  tape.backward(tape.weightedSum(tape.rowDot(unit, other), backend.upload([1, 1], 2, 1)))
  expect(await backend.read(unit.value)).toEqual(Float32Array.of(0, 0, 0.6, 0.8))
  const gradient = tape.parameter(x).gradient.toDense() ?? backend.zeros(0, 0)
  expect((await backend.read(gradient)).subarray(0, 2)).toEqual(Float32Array.of(0, 0))
})
