import { expect, it } from 'vitest'
import { histogramBars } from './histogram-bars.ts'

it('names bins by the whole numbers they hold', () => {
  const bars = histogramBars([
    { from: 1, to: 2, count: 5 },
    { from: 4, to: 8, count: 3 },
    { from: 1024, to: 2048, count: 0 },
  ])
  expect(bars.map(({ label }) => label)).toEqual(['1', '4–7', '1,024–2,047'])
  expect(bars.map(({ count }) => count)).toEqual([5, 3, 0])
})
