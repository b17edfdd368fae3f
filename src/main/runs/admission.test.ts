import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coresOfEach, MEMORY_SHARE, nextInTurn, type RunDemand, type Training } from './admission.ts'

const machine = { cores: 8, memory: 16e9 }
const demand = fc.record({
  threads: fc.integer({ min: 1, max: 64 }),
  bytes: fc.integer({ min: 1, max: 20e9 }),
})
const own = (next: RunDemand) => ({ own: next, ofStudy: null })
const studys = (next: RunDemand) => ({ own: null, ofStudy: next })

it('lets any run train alone', () => {
  fc.assert(
    fc.property(demand, (next) => {
      expect(nextInTurn(own(next), [], machine, 1)).toBe('own')
      expect(nextInTurn(studys(next), [], machine, 1)).toBe('ofStudy')
    }),
  )
})

it('keeps threads, memory and number of own runs that started one after the other within their limits', () => {
  const line = fc.array(demand, { maxLength: 12 })
  fc.assert(
    fc.property(line, line, fc.integer({ min: 1, max: 8 }), (ownLine, studyLine, atOnce) => {
      const waiting = { own: [...ownLine], ofStudy: [...studyLine] }
      const training: Training[] = []
      for (;;) {
        const first = { own: waiting.own[0] ?? null, ofStudy: waiting.ofStudy[0] ?? null }
        const turn = nextInTurn(first, training, machine, atOnce)
        const next = turn === null ? undefined : waiting[turn].shift()
        if (next === undefined) break
        training.push({ ...next, ofStudy: turn === 'ofStudy' })
      }
      expect(training.filter((one) => !one.ofStudy).length).toBeLessThanOrEqual(atOnce)
      if (training.length < 2) return
      expect(training.reduce((sum, { threads }) => sum + threads, 0)).toBeLessThanOrEqual(machine.cores)
      expect(training.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(MEMORY_SHARE * machine.memory)
    }),
  )
})

it('starts a second run exactly while it fits', () => {
  const one = { threads: 4, bytes: 6e9, ofStudy: false }
  const second = (next: RunDemand, atOnce = 2) => nextInTurn(own(next), [one], machine, atOnce)
  expect(second({ threads: 4, bytes: 5.9e9 })).toBe('own')
  expect(second({ threads: 5, bytes: 5.9e9 })).toBeNull()
  expect(second({ threads: 4, bytes: 6e9 })).toBeNull()
  expect(second({ threads: 4, bytes: 5.9e9 }, 1)).toBeNull()
})

describe('a study', () => {
  const small = { threads: 1, bytes: 1e6 }
  const training = (studies: number, owns: number): Training[] => [
    ...Array.from({ length: studies }, () => ({ ...small, ofStudy: true })),
    ...Array.from({ length: owns }, () => ({ ...small, ofStudy: false })),
  ]

  it('trains on every core, however many own runs may train at once', () => {
    expect(nextInTurn(studys(small), training(7, 0), machine, 1)).toBe('ofStudy')
    expect(nextInTurn(studys(small), training(8, 0), machine, 1)).toBeNull()
  })

  it('lets own runs go first', () => {
    expect(nextInTurn({ own: small, ofStudy: small }, training(3, 0), machine, 1)).toBe('own')
  })

  it('goes on beside own runs that wait for another own run', () => {
    expect(nextInTurn({ own: small, ofStudy: small }, training(3, 1), machine, 1)).toBe('ofStudy')
  })

  it('starts nothing more while an own run waits for room', () => {
    const wide = { threads: 8, bytes: 1e6 }
    expect(nextInTurn({ own: wide, ofStudy: small }, training(3, 0), machine, 1)).toBeNull()
  })
})

it('shares the cores between the runs that train at once', () => {
  expect(coresOfEach(8, 1)).toBe(8)
  expect(coresOfEach(8, 3)).toBe(2)
  expect(coresOfEach(2, 4)).toBe(1)
})
