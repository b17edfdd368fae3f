import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pairedTest } from './paired-test.ts'

const test = (first: number[], second: number[]) =>
  pairedTest('recall@20', Float64Array.from(first), Float64Array.from(second))

/** Student's t has closed forms for few degrees of freedom. */
const p = {
  one: (t: number) => 1 - (2 / Math.PI) * Math.atan(Math.abs(t)),
  two: (t: number) => 1 - Math.abs(t) / Math.sqrt(2 + t * t),
  three: (t: number) => {
    const angle = Math.atan(Math.abs(t) / Math.sqrt(3))
    return 1 - (2 / Math.PI) * (angle + Math.sin(angle) * Math.cos(angle))
  },
}

describe('the paired t-test', () => {
  it('agrees with a computation by hand', () => {
    // Differences 0.1, 0.2, 0, 0.2: mean 0.125, squared deviations 0.0275, standard error sqrt(0.0275 / 3 / 4).
    const result = test([0.1, 0.2, 0.3, 0.4], [0.2, 0.4, 0.3, 0.6])
    const error = Math.sqrt(0.0275 / 12)
    expect(result).toMatchObject({ metric: 'recall@20', users: 4 })
    expect(result.meanDifference).toBeCloseTo(0.125, 12)
    expect(result.t).toBeCloseTo(0.125 / error, 10)
    expect(result.p).toBeCloseTo(p.three(0.125 / error), 8)
    // The table's t(0.975, 3) = 3.18244630528371.
    expect(result.interval[0]).toBeCloseTo(0.125 - 3.18244630528371 * error, 8)
    expect(result.interval[1]).toBeCloseTo(0.125 + 3.18244630528371 * error, 8)
  })

  it('has the closed forms of one and two degrees of freedom', () => {
    // Differences 1, 3: mean 2, standard error 1, t = 2.
    const one = test([0, 0], [1, 3])
    expect(one.t).toBeCloseTo(2, 12)
    expect(one.p).toBeCloseTo(p.one(2), 8)
    // Differences -1, -2, -3: mean -2, standard error 1 / sqrt(3).
    const two = test([1, 2, 3], [0, 0, 0])
    expect(two.t).toBeCloseTo(-2 * Math.sqrt(3), 12)
    expect(two.p).toBeCloseTo(p.two(-2 * Math.sqrt(3)), 8)
  })

  it('is close to the normal distribution for many users', () => {
    const users = 20_000
    const first = new Float64Array(users)
    const second = Float64Array.from(first, (_, user) => (user % 2 === 0 ? 1 : -1) + 0.02)
    const result = pairedTest('ndcg@20', first, second)
    expect(result.t).toBeCloseTo(0.02 * Math.sqrt(users), 3)
    // 2 (1 - Phi(2.8283566)) = 0.004679 from tables of the normal distribution.
    expect(result.p).toBeCloseTo(0.00468, 4)
  })

  it('has no difference to find between a run and itself', () => {
    expect(test([0.1, 0.5], [0.1, 0.5])).toMatchObject({ meanDifference: 0, t: 0, p: 1, interval: [0, 0] })
  })

  it('stays finite when all users differ alike', () => {
    const result = test([0, 0, 0], [0.5, 0.5, 0.5])
    expect(result.t).toBe(Number.MAX_VALUE)
    expect(result).toMatchObject({ p: 0, interval: [0.5, 0.5] })
  })

  it('turns round with its sides, and its interval has zero outside exactly when p < 0.05', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })), {
      minLength: 2,
      maxLength: 40,
    })
    fc.assert(
      fc.property(pairs, (values) => {
        const [a, b] = [values.map(([left]) => left), values.map(([, right]) => right)]
        const [there, back] = [test(a, b), test(b, a)]
        expect(back.t).toBeCloseTo(-there.t, 9)
        expect(back.p).toBeCloseTo(there.p, 9)
        fc.pre(Math.abs(there.p - 0.05) > 1e-6)
        const [low, high] = there.interval
        expect(low > 0 || high < 0).toBe(there.p < 0.05)
      }),
    )
  })
})
