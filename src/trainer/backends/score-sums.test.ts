import { describe, expect, test } from 'vitest'
import { everyBackend, sharedBackend } from '../testing/every-backend.ts'
import { Operands } from '../testing/operands.ts'
import { logSumOfScores, logSumOfScoresBackward } from './score-sums.ts'

const ALL = { users: true, items: true, bias: true }

describe.each(everyBackend)('$title', ({ available, create }) => {
  const backend = sharedBackend(available, create)

  test.skipIf(!available).each([1, 25, 36, 40, 1000])(
    'sums and gradients are the same with %i scores at once',
    async (scoresAtOnce) => {
      const mark = backend().mark()
      const operands = new Operands(backend(), { n: 11, k: 12, d: 5, seed: 7 })
      const [users, items] = [operands.tensor(11, 5), operands.tensor(12, 5)]
      const tables = { users, items, bias: operands.tensor(12, 1) }
      const gradient = operands.tensor(11, 1)
      const results = async (together?: number) => {
        const result = logSumOfScores(backend(), tables, together)
        expect(result.scores === null).toBe((together ?? 1000) < 11 * 12)
        const gradients = logSumOfScoresBackward(backend(), tables, result, gradient, ALL, together)
        const { sums } = result
        const { users, items, bias } = gradients
        if (users === null || items === null || bias === null) throw new Error('All of them were wanted.')
        const values = await Promise.all([sums, users, items, bias].map((tensor) => backend().read(tensor)))
        return values.flatMap((list) => [...list])
      }
      const expected = await results()
      const actual = await results(scoresAtOnce)
      expect(actual.length).toBe(expected.length)
      actual.forEach((value, index) => {
        expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 4)
      })
      backend().release(mark)
    },
  )

  test.skipIf(!available)('only the wanted gradients are computed', () => {
    const operands = new Operands(backend(), { n: 2, k: 3, d: 4, seed: 1 })
    const tables = { users: operands.tensor(2, 4), items: operands.tensor(3, 4), bias: null }
    const result = logSumOfScores(backend(), tables)
    const wanted = { ...ALL, items: false }
    const gradients = logSumOfScoresBackward(backend(), tables, result, operands.tensor(2, 1), wanted)
    expect(gradients).toMatchObject({ users: { rows: 2, cols: 4 }, items: null, bias: null })
  })
})
