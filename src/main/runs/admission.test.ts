import fc from 'fast-check'
import { expect, it } from 'vitest'
import { coresOfEach, MEMORY_SHARE, mayStart } from './admission.ts'

const machine = { cores: 8, memory: 16e9 }
const demand = fc.record({
  threads: fc.integer({ min: 1, max: 64 }),
  bytes: fc.integer({ min: 1, max: 20e9 }),
})

it('lets any run train alone', () => {
  fc.assert(fc.property(demand, (next) => mayStart(next, [], machine, 1)))
})

it('keeps threads, memory and number of runs that started one after the other within their limits', () => {
  const queue = fc.array(demand, { maxLength: 12 })
  fc.assert(
    fc.property(queue, fc.integer({ min: 1, max: 8 }), (waiting, atOnce) => {
      const training: typeof waiting = []
      for (const next of waiting) if (mayStart(next, training, machine, atOnce)) training.push(next)
      expect(training.length).toBeLessThanOrEqual(atOnce)
      if (training.length < 2) return
      expect(training.reduce((sum, { threads }) => sum + threads, 0)).toBeLessThanOrEqual(machine.cores)
      expect(training.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(MEMORY_SHARE * machine.memory)
    }),
  )
})

it('starts a second run exactly while it fits', () => {
  const one = { threads: 4, bytes: 6e9 }
  expect(mayStart({ threads: 4, bytes: 5.9e9 }, [one], machine, 2)).toBe(true)
  expect(mayStart({ threads: 5, bytes: 5.9e9 }, [one], machine, 2)).toBe(false)
  expect(mayStart({ threads: 4, bytes: 6e9 }, [one], machine, 2)).toBe(false)
  expect(mayStart({ threads: 4, bytes: 5.9e9 }, [one], machine, 1)).toBe(false)
})

it('shares the cores between the runs that train at once', () => {
  expect(coresOfEach(8, 1)).toBe(8)
  expect(coresOfEach(8, 3)).toBe(2)
  expect(coresOfEach(2, 4)).toBe(1)
})
