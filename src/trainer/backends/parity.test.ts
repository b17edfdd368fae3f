import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { everyBackend, sharedBackend } from '../testing/every-backend.ts'
import { Operands, sizes } from '../testing/operands.ts'
import type { Backend, Gradient, Tensor } from './backend.ts'
import { ReferenceBackend } from './reference/reference-backend.ts'
import { ShapeError } from './shapes.ts'

const operations: Record<string, (operands: Operands) => Tensor | Tensor[]> = {
  zeros: ({ backend, sizes: { n, d } }) => backend.zeros(n, d),
  write(operands) {
    const { n, d } = operands.sizes
    const tensor = operands.tensor(n, d)
    operands.backend.write(
      tensor,
      Float32Array.from({ length: n * d }, (_, index) => index),
    )
    return tensor
  },
  spmm(operands) {
    const { n, k, d } = operands.sizes
    const matrix = operands.sparse(n, k)
    const x = operands.tensor(k, d)
    return [
      operands.backend.spmm(matrix, x, null, 1),
      operands.backend.spmm(matrix, x, operands.tensor(n, d), 0.25),
      operands.backend.spmm(matrix, operands.rowTensor(k, d), null, -2),
      operands.backend.spmm(matrix, operands.rowTensor(k, d), operands.rowTensor(n, d), 1),
      operands.backend.spmm(matrix, x, operands.rowTensor(n, d), 0.5),
    ]
  },
  spmmRows(operands) {
    const { n, k, d } = operands.sizes
    const matrix = operands.sparse(n, k)
    const x = operands.tensor(k, d)
    return [
      operands.backend.spmmRows(matrix, operands.rows(n), x, null, 1),
      operands.backend.spmmRows(matrix, operands.rows(n), x, operands.tensor(n, d), 0.25),
    ]
  },
  gatherRows(operands) {
    const { n, d } = operands.sizes
    return operands.backend.gatherRows(operands.tensor(n, d), operands.rows(n))
  },
  tripleMargins(operands) {
    const { n, k, d } = operands.sizes
    return operands.backend.tripleMargins(operands.tensor(n, d), operands.triples(k, n))
  },
  tripleMarginsBackward(operands) {
    const { n, k, d } = operands.sizes
    const x = operands.tensor(n, d)
    return operands.backend.tripleMarginsBackward(x, operands.triples(k, n), operands.tensor(k, 1))
  },
  matmul(operands) {
    const { n, k, d } = operands.sizes
    const { backend } = operands
    return [
      backend.matmul(operands.tensor(n, k), operands.tensor(k, d)),
      backend.matmul(operands.tensor(k, n), operands.tensor(k, d), { a: true }),
      backend.matmul(operands.tensor(n, k), operands.tensor(d, k), { b: true }),
      backend.matmul(operands.tensor(k, n), operands.tensor(d, k), { a: true, b: true }),
    ]
  },
  linear(operands) {
    const { n, k, d } = operands.sizes
    return operands.backend.linear(operands.tensor(n, k), operands.tensor(k, d), operands.tensor(1, d))
  },
  columnSums: (operands) => operands.backend.columnSums(operands.tensor(operands.sizes.n, operands.sizes.d)),
  relu: (operands) => operands.backend.relu(operands.tensor(operands.sizes.n, operands.sizes.d)),
  reluBackward: pairwise((backend, a, b) => backend.reluBackward(backend.relu(a), b)),
  sigmoid: (operands) => operands.backend.sigmoid(operands.tensor(operands.sizes.n, operands.sizes.d)),
  sigmoidBackward: pairwise((backend, a, b) => backend.sigmoidBackward(backend.sigmoid(a), b)),
  tanh: (operands) => operands.backend.tanh(operands.tensor(operands.sizes.n, operands.sizes.d)),
  tanhBackward: pairwise((backend, a, b) => backend.tanhBackward(backend.tanh(a), b)),
  slice(operands) {
    const { n, d } = operands.sizes
    return operands.backend.slice(operands.tensor(n + 3, d), 2, n)
  },
  gather(operands) {
    const { n, k, d } = operands.sizes
    return operands.backend.gather(operands.tensor(n, d), operands.indices(k, n))
  },
  scatterAdd(operands) {
    const { n, k, d } = operands.sizes
    const into = operands.tensor(n, d)
    operands.backend.scatterAdd(into, operands.indices(k, n), operands.tensor(k, d), -0.5)
    return into
  },
  concatRows(operands) {
    const { n, k, d } = operands.sizes
    const [a, b, none] = [operands.tensor(n, d), operands.tensor(k, d), operands.tensor(0, d)]
    return [operands.backend.concatRows([a, none, b, a]), operands.backend.concatRows([none])]
  },
  concatColumns(operands) {
    const { n, k, d } = operands.sizes
    const [a, b, none] = [operands.tensor(n, d), operands.tensor(n, k), operands.tensor(n, 0)]
    return [operands.backend.concatColumns([a, none, b, a]), operands.backend.concatColumns([none])]
  },
  sliceColumns(operands) {
    const { n, k, d } = operands.sizes
    const x = operands.tensor(n, k + d + 4)
    return [
      operands.backend.sliceColumns(x, k, d),
      operands.backend.sliceColumns(x, 4, d),
      operands.backend.sliceColumns(x, k, 0),
    ]
  },
  addScaled: pairwise((backend, a, b) => backend.addScaled(a, b, -0.3)),
  multiply: pairwise((backend, a, b) => backend.multiply(a, b)),
  accumulate: pairwise((backend, a, b) => {
    backend.accumulate(a, b, 0.7)
    return a
  }),
  'accumulate rows'(operands) {
    const { n, d } = operands.sizes
    const into = operands.tensor(n, d)
    operands.backend.accumulate(into, operands.rowTensor(n, d), -0.4)
    return into
  },
  scaleByScalar: (operands) =>
    operands.backend.scaleByScalar(
      operands.tensor(operands.sizes.n, operands.sizes.d),
      operands.tensor(1, 1),
      3,
    ),
  scaleRows: (operands) =>
    operands.backend.scaleRows(
      operands.tensor(operands.sizes.n, operands.sizes.d),
      operands.tensor(operands.sizes.n, 1),
    ),
  rowDot: pairwise((backend, a, b) => backend.rowDot(a, b)),
  inverseNorms: (operands) =>
    operands.backend.inverseNorms(operands.tensor(operands.sizes.n, operands.sizes.d)),
  logSumExp(operands) {
    const { n, d } = operands.sizes
    const x = operands.tensor(n, d)
    return [operands.backend.logSumExp(x, null), operands.backend.logSumExp(x, operands.tensor(d, 1))]
  },
  softmaxRows(operands) {
    const { backend, sizes } = operands
    const { n, d } = sizes
    const [x, bias, factors] = [operands.tensor(n, d), operands.tensor(d, 1), operands.tensor(n, 1)]
    return [
      backend.softmaxRows(x, null, backend.logSumExp(x, null), factors),
      backend.softmaxRows(x, bias, backend.logSumExp(x, bias), factors),
    ]
  },
  squaredNorm(operands) {
    const { n, d } = operands.sizes
    return operands.backend.squaredNorm(operands.tensor(n, d), operands.tensor(n, 1))
  },
  squaredNormBackward(operands) {
    const { n, d } = operands.sizes
    const [x, weights, gradient] = [operands.tensor(n, d), operands.tensor(n, 1), operands.tensor(1, 1)]
    return operands.backend.squaredNormBackward(x, weights, gradient)
  },
  logSigmoidLoss: (operands) =>
    operands.backend.logSigmoidLoss(operands.tensor(operands.sizes.n, operands.sizes.d), 5),
  logSigmoidLossBackward: (operands) =>
    operands.backend.logSigmoidLossBackward(
      operands.tensor(operands.sizes.n, operands.sizes.d),
      5,
      operands.tensor(1, 1),
    ),
  tokenAttention(operands) {
    const { n, k } = operands.sizes
    const width = 4 * k
    const tokens = [operands.tensor(n, 3 * width), operands.tensor(n, 3 * width)]
    return [operands.backend.tokenAttention(tokens, 4), operands.backend.tokenAttention(tokens.slice(1), 2)]
  },
  tokenAttentionBackward(operands) {
    const { n, k } = operands.sizes
    const width = 4 * k
    const tokens = [0, 1, 2].map(() => operands.tensor(n, 3 * width))
    return operands.backend.tokenAttentionBackward(tokens, 4, operands.tensor(n, width))
  },
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7].map((parts) => [
      `adam, parts ${parts}`,
      (operands: Operands) => adam(operands, parts),
    ]),
  ),
  adamRows: (operands) => {
    const slot = adamSlot(operands)
    guarded(operands, (guard, step) => {
      operands.backend.adamRows(
        slot,
        operands.rowTensor(operands.sizes.n, operands.sizes.d),
        { ...ADAM, step },
        guard,
      )
    })
    return [slot.parameter, slot.firstMoment, slot.secondMoment]
  },
  descend: (operands) => {
    const parameter = operands.tensor(operands.sizes.n, operands.sizes.d)
    guarded(operands, (guard) => {
      operands.backend.descend(parameter, operands.tensor(parameter.rows, parameter.cols), 0.3, guard)
    })
    return parameter
  },
  'descend, rows': (operands) => {
    const parameter = operands.tensor(operands.sizes.n, operands.sizes.d)
    guarded(operands, (guard) => {
      operands.backend.descend(parameter, operands.rowTensor(parameter.rows, parameter.cols), 0.3, guard)
    })
    return parameter
  },
}

const ADAM = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }

/** Two steps, then two whose guard is not finite. */
function guarded({ backend }: Operands, run: (guard: Tensor, step: number) => void): void {
  for (const [index, guard] of [0.5, -3, Number.NaN, Number.POSITIVE_INFINITY].entries()) {
    run(backend.upload([guard], 1, 1), index + 1)
  }
}

function adamSlot(operands: Operands) {
  const { n, d } = operands.sizes
  const { backend } = operands
  return {
    parameter: operands.tensor(n, d),
    firstMoment: backend.zeros(n, d),
    secondMoment: backend.zeros(n, d),
  }
}

/** With a gradient of these parts, a bit each. */
function adam(operands: Operands, parts: number): Tensor[] {
  const { n, k, d } = operands.sizes
  const slot = adamSlot(operands)
  guarded(operands, (guard, step) => {
    const x = step === 1 ? operands.tensor(k, d) : operands.rowTensor(k, d)
    const gradient: Gradient = {
      dense: parts & 1 ? operands.tensor(n, d) : null,
      rows: parts & 2 ? operands.rowTensor(n, d) : null,
      product: parts & 4 ? { matrix: operands.sparse(n, k), x, scale: 0.5 } : null,
    }
    operands.backend.adam(slot, gradient, { ...ADAM, step }, guard)
  })
  return [slot.parameter, slot.firstMoment, slot.secondMoment]
}

function pairwise(run: (backend: Backend, a: Tensor, b: Tensor) => Tensor) {
  return (operands: Operands) => {
    const { n, d } = operands.sizes
    return run(operands.backend, operands.tensor(n, d), operands.tensor(n, d))
  }
}

describe.each(everyBackend)('$title gives what the reference gives', ({ available, create }) => {
  const shared = sharedBackend(available, create)
  const reference = new ReferenceBackend()

  test.skipIf(!available).for(Object.entries(operations))('%s', async ([, operation]) => {
    const backend = shared()
    await fc.assert(
      fc.asyncProperty(sizes, async (drawn) => {
        const mark = backend.mark()
        const expected = [operation(new Operands(reference, drawn))].flat()
        const actual = [operation(new Operands(backend, drawn))].flat()
        expect(actual.length).toBe(expected.length)
        for (const [index, tensor] of expected.entries()) {
          const result = actual[index] ?? backend.zeros(0, 0)
          expect([result.rows, result.cols]).toEqual([tensor.rows, tensor.cols])
          expectClose(await backend.read(result), await reference.read(tensor))
        }
        backend.release(mark)
      }),
      { numRuns: 40 },
    )
  })

  test.skipIf(!available)('topItems', async () => {
    const backend = shared()
    await fc.assert(
      fc.asyncProperty(sizes, async (drawn) => {
        const mark = backend.mark()
        const { n, k, d } = drawn
        const top = (operands: Operands) => {
          // Small integers: scores are exact, and ties are common.
          const whole = (rows: number) => {
            const values = operands.integers(rows * d)
            return operands.backend.upload(values, rows, d)
          }
          return operands.backend.topItems(whole(k), whole(n), operands.lists(k, n), 4)
        }
        const expected = await top(new Operands(reference, drawn))
        expect([...(await top(new Operands(backend, drawn)))]).toEqual([...expected])
        backend.release(mark)
      }),
      { numRuns: 40 },
    )
  })

  test.skipIf(!available)('pairScores', async () => {
    const backend = shared()
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat({ max: 40 }), async (drawn, count) => {
        const mark = backend.mark()
        const { n, k, d } = drawn
        const score = (operands: Operands) => {
          // Small integers: scores are exact. Some rows score NaN and infinity.
          const users = operands.integers(k * d)
          const items = operands.integers(n * d)
          if (n > 3) items.fill(Number.NaN, d, 2 * d).fill(Number.POSITIVE_INFINITY, 2 * d, 3 * d)
          const table = (values: Float32Array, rows: number) => operands.backend.upload(values, rows, d)
          const [from, over] = [operands.rowList(count, k), operands.rowList(count, n)]
          // With candidates of one user next to each other, and without.
          if (count % 2 === 0) from.sort()
          return operands.backend.pairScores(table(users, k), from, table(items, n), over)
        }
        const expected = await score(new Operands(reference, drawn))
        expect(await score(new Operands(backend, drawn))).toEqual(expected)
        backend.release(mark)
      }),
      { numRuns: 40 },
    )
  })

  test.skipIf(!available)(
    'pairs are scored by what the tables and lists held when it was asked for',
    async () => {
      const backend = shared()
      const mark = backend.mark()
      const table = backend.upload([1, 5, 7], 3, 1)
      const [users, items] = [Int32Array.of(0, 1), Int32Array.of(1, 2)]
      const scores = backend.pairScores(table, users, table, items)
      backend.write(table, [1, 9, 0])
      backend.release(mark)
      users.fill(2)
      items.fill(0)
      backend.upload([1, 9, 0], 3, 1)
      expect(await scores).toEqual(Float32Array.of(5, 35))
    },
  )

  test.skipIf(!available)('what is read is as it was when it was asked for', async () => {
    const backend = shared()
    const mark = backend.mark()
    const x = backend.upload([1, 2], 1, 2)
    const before = backend.read(x)
    backend.write(x, [3, 4])
    const after = backend.read(x)
    backend.release(mark)
    backend.upload([5, 6], 1, 2)
    expect([...(await before), ...(await after)]).toEqual([1, 2, 3, 4])
  })

  test.skipIf(!available)('NaN and infinity pass through', async () => {
    const backend = shared()
    const x = backend.upload([Number.NaN, 1, Number.POSITIVE_INFINITY, 2, Number.NaN], 1, 5)
    expect(await backend.read(backend.relu(x))).toEqual(
      Float32Array.of(Number.NaN, 1, Number.POSITIVE_INFINITY, 2, Number.NaN),
    )
    expect(await backend.read(backend.logSigmoidLoss(x, 1))).toEqual(Float32Array.of(Number.NaN))
  })

  test.skipIf(!available)('sigmoid and tanh of numbers of any size, and of none', async () => {
    const backend = shared()
    const { NaN: nan, POSITIVE_INFINITY: high, NEGATIVE_INFINITY: low } = Number
    const x = [-1e30, low, -100, 0, 1e-4, 20, 1e30, high]
    const tensor = backend.upload([...x, nan], 1, x.length + 1)
    const expected = (of: (value: number) => number) => Float32Array.from(x, of)
    const sigmoid = await backend.read(backend.sigmoid(tensor))
    const tanh = await backend.read(backend.tanh(tensor))
    expectClose(
      sigmoid,
      expected((value) => 1 / (1 + Math.exp(-value))),
    )
    expectClose(tanh, expected(Math.tanh))
    expect([sigmoid.at(-1), tanh.at(-1)]).toEqual([nan, nan])
  })

  test.skipIf(!available)(
    'the log of a sum of exponentials of numbers of any size, and of none',
    async () => {
      const backend = shared()
      const rows = [
        [1e4, 1e4, -1e4, 3],
        [-1e30, -2e30, -1e30, -1e30],
        [0, -200, 0, 0],
        [1, 2, Number.NaN, 3],
      ]
      const x = backend.upload(rows.flat(), 4, 4)
      const sums = backend.logSumExp(x, null)
      const [first, second, third, none] = await backend.read(sums)
      expect(first).toBeCloseTo(1e4 + Math.log(2), 2)
      expect(second).toBe(Math.fround(-1e30))
      expect(third).toBeCloseTo(Math.log(3), 5)
      expect(none).toBeNaN()
      const ones = backend.upload([1, 1, 1, 1], 4, 1)
      const softmax = await backend.read(
        backend.softmaxRows(
          backend.slice(x, 2, 1),
          null,
          backend.slice(sums, 2, 1),
          backend.slice(ones, 0, 1),
        ),
      )
      expectClose(softmax, Float32Array.of(1 / 3, 0, 1 / 3, 1 / 3))
    },
  )

  test.skipIf(!available)('the log of a sum over a long row', async () => {
    const backend = shared()
    const mark = backend.mark()
    const long = Float32Array.from({ length: 70_001 }, (_, col) => Math.sin(col))
    const exact = Math.log(long.reduce((sum, value) => sum + Math.exp(value), 0))
    const [sum] = await backend.read(backend.logSumExp(backend.upload(long, 1, long.length), null))
    expect(sum).toBeCloseTo(exact, 4)
    backend.release(mark)
  })

  test.skipIf(!available)('a row of zeros has 0 for an inverse norm', async () => {
    const backend = shared()
    const norms = await backend.read(backend.inverseNorms(backend.upload([0, 0, 3, -4, 1e-6, 0], 3, 2)))
    expectClose(norms, Float32Array.of(0, 0.2, 1e6))
  })

  test.skipIf(!available)('margins of any size give a finite loss', async () => {
    const backend = shared()
    const x = backend.upload([-1e4, 1e4], 2, 1)
    expect(await backend.read(backend.logSigmoidLoss(x, 1))).toEqual(Float32Array.of(5e3))
    const one = backend.upload([1], 1, 1)
    expect((await backend.read(backend.logSigmoidLossBackward(x, 1, one))).map(Math.abs)).toEqual(
      Float32Array.of(0.5, 0),
    )
  })

  test.skipIf(!available)('shapes that do not fit are refused', async () => {
    const backend = shared()
    const [a, b] = [backend.zeros(2, 3), backend.zeros(2, 4)]
    expect(() => backend.addScaled(a, b, 1)).toThrow(ShapeError)
    expect(() => backend.matmul(a, b)).toThrow('matmul: [2, 3] times [2, 4]')
    const scores = backend.pairScores(a, Int32Array.of(0), b, Int32Array.of(0))
    await expect(scores).rejects.toThrow('pairScores: [2, 3] and [2, 4]')
    await expect(backend.pairScores(a, Int32Array.of(0), a, Int32Array.of(0, 1))).rejects.toThrow(
      'pairScores: 1 users with 2 items',
    )
    expect(() => backend.slice(a, 1, 2)).toThrow('slice: rows 1 to 3 of [2, 3]')
    expect(() => backend.tokenAttention([a], 2)).toThrow(ShapeError)
    expect(() => backend.write(a, [1])).toThrow(ShapeError)
    expect(() => backend.uploadRows(Int32Array.of(1, 1), 3)).toThrow(ShapeError)
    expect(() => backend.gatherRows(a, backend.uploadRows(Int32Array.of(1), 3))).toThrow(ShapeError)
    const slot = { parameter: a, firstMoment: a, secondMoment: a }
    const settings = { learningRate: 1, beta1: 0, beta2: 0, epsilon: 1, step: 1 }
    const nothing = { dense: null, rows: null, product: null }
    expect(() => backend.adam(slot, nothing, settings, backend.zeros(1, 1))).toThrow(ShapeError)
  })
})

function expectClose(actual: Float32Array, expected: Float32Array): void {
  expected.forEach((value, index) => {
    const difference = Math.abs((actual[index] ?? Number.NaN) - value)
    expect(difference, `element ${index}: ${actual[index]} for ${value}`).toBeLessThan(
      2e-5 * (1 + Math.abs(value)),
    )
  })
}
