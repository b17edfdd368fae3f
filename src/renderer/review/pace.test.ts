import { describe, expect, it } from 'vitest'
import { hourlyRate, NO_PACE, paced } from './pace.ts'

describe('pace', () => {
  it('says nothing before there is enough to tell', () => {
    expect(hourlyRate(NO_PACE)).toBeNull()
    expect(hourlyRate(paced(paced(NO_PACE, 1, 0), 1, 5000))).toBeNull()
  })

  it('is decisions over the time between them', () => {
    let pace = NO_PACE
    for (let at = 0; at <= 60_000; at += 10_000) pace = paced(pace, 1, at)
    expect(hourlyRate(pace)).toBe(420)
  })

  it('leaves breaks out', () => {
    let pace = NO_PACE
    for (const at of [0, 30_000, 60_000, 7_260_000, 7_290_000]) pace = paced(pace, 1, at)
    expect(pace.worked).toBe(90_000)
    expect(hourlyRate(pace)).toBe(200)
  })
})
