import { expect, it } from 'vitest'
import type { ImportProgress } from '../contract/imports.ts'
import { progressText, StepTime } from './import-progress.ts'

const at = (phase: ImportProgress['phase'], done: number, total: number) => ({
  name: 'Shop',
  phase,
  done,
  total,
})

it('goes by the speed of the step so far, from its second second on', () => {
  const time = new StepTime()
  expect(time.left(at('writing', 100, 1100), 5000)).toBeNull()
  expect(time.left(at('writing', 150, 1100), 5500)).toBeNull()
  expect(time.left(at('writing', 300, 1100), 7000)).toBe(8)
  expect(time.left(at('writing', 1100, 1100), 15_000)).toBe(0)
})

it('begins anew with every step, be it of the same name', () => {
  const time = new StepTime()
  time.left(at('writing', 0, 100), 0)
  expect(time.left(at('writing', 50, 100), 2000)).toBe(2)
  expect(time.left(at('writing', 0, 4000), 4000)).toBeNull()
  expect(time.left(at('writing', 1000, 4000), 6000)).toBe(6)
})

it('says nothing of what does not move, or has no end', () => {
  const time = new StepTime()
  time.left(at('filtering', 0, 10), 0)
  expect(time.left(at('filtering', 0, 10), 9000)).toBeNull()
  time.left(at('reading items', 0, 0), 10_000)
  expect(time.left(at('reading items', 5, 0), 20_000)).toBeNull()
})

it('is told with the numbers of the step', () => {
  expect(progressText(at('writing', 1200, 4000), 8)).toBe(
    'writing: 1,200 of 4,000, about 8 s left in this step',
  )
  expect(progressText(at('writing', 1200, 4000), null)).toBe('writing: 1,200 of 4,000')
  expect(progressText(at('reading items', 12, 0), null)).toBe('reading items')
})
