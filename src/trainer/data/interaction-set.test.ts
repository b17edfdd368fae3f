import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InteractionSet } from './interaction-set.ts'
import { Interactions } from './interactions.ts'

test('agrees with a Set for every pair', () => {
  const pairs = fc.array(fc.tuple(fc.nat(9), fc.nat(19)), { maxLength: 200 })
  fc.assert(
    fc.property(pairs, (list) => {
      const known = new InteractionSet(Interactions.fromPairs(Int32Array.from(list.flat()), 10, 20))
      const expected = new Set(list.map(String))
      for (let user = 0; user < 10; user++) {
        for (let item = 0; item < 20; item++) {
          expect(known.has(user, item)).toBe(expected.has(String([user, item])))
        }
      }
    }),
  )
})
