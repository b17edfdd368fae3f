import { expect, it } from 'vitest'
import { nestedArms } from './nested-arms.ts'

it('puts placebos beneath their arms, and stands one by itself whose arm is not there', () => {
  const arms = [
    { name: 'base', placeboOf: null },
    { name: 'shuffled', placeboOf: 'curated' },
    { name: 'curated', placeboOf: null },
    { name: 'lost', placeboOf: 'gone' },
    { name: 'mean', placeboOf: 'curated' },
  ]
  const shown = nestedArms(arms, ({ name }) => name).map(({ arm, depth }) => [arm.name, depth])
  expect(shown).toEqual([
    ['base', 0],
    ['curated', 0],
    ['shuffled', 1],
    ['mean', 1],
    ['lost', 0],
  ])
})
