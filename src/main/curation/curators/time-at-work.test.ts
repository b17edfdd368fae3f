import { expect, it } from 'vitest'
import { BREAK, TimeAtWork } from './time-at-work.ts'

const act = { kind: 'decide', decisions: 1, dwell: 2000, standing: true } as const

it('counts decisions in the time between them, and leaves breaks out', () => {
  const time = new TimeAtWork()
  let now = 1_000_000
  const decide = (after: number) => {
    now += after
    time.add({ ...act, at: now })
  }
  for (let i = 0; i < 60; i++) decide(2000)
  const rate = time.hourlyRate
  expect(rate).toBeCloseTo(1800, 5)
  decide(BREAK + 1)
  expect(time.hourlyRate).toBeCloseTo(1800, 5)
})

it('tells no rate of less than a minute', () => {
  const time = new TimeAtWork()
  for (let at = 0; at < 20; at++) time.add({ ...act, at: at * 1000 })
  expect(time.hourlyRate).toBeNull()
})

it('takes time for what was undone or done to many at once, and counts no decision of it', () => {
  const time = new TimeAtWork()
  time.add({ ...act, at: 0 })
  time.add({ ...act, at: 30_000, standing: false })
  time.add({ ...act, at: 60_000, kind: 'undo', dwell: null })
  time.add({ ...act, at: 118_000, kind: 'bulk', decisions: 500, dwell: null })
  expect(time.hourlyRate).toBeCloseTo(3600 / 120, 5)
  expect(time.itemTimes.known).toBe(1)
})
