import { expect, it } from 'vitest'
import { probeAgreement } from './probe-agreement.ts'

const key = (effect: number, liking: number) => ({ isKey: true, effect, liking })
const nuisance = (effect: number) => ({ isKey: false, effect, liking: 0 })

it('by hand: a hit, a miss, a nuisance on top, and an item with one key attribute, which does not count', () => {
  expect(
    probeAgreement([
      [key(0.3, 2), key(0.1, 1)],
      [key(0.3, 1), key(0.1, 2), key(-1, 0)],
      [key(0.2, 5), key(0.1, -5), nuisance(0.9), nuisance(0)],
      [key(0.3, 1), nuisance(0)],
    ]),
  ).toEqual({
    pairs: 3,
    hits: 2 / 3,
    chance: (1 / 2 + 1 / 3 + 1 / 2) / 3,
    key: 2 / 3,
    keyChance: (1 + 1 + 1 / 2) / 3,
  })
  expect(probeAgreement([])).toEqual({ pairs: 0, hits: 0, chance: 0, key: 0, keyChance: 0 })
})
