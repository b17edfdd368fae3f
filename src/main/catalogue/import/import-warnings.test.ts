import { expect, it } from 'vitest'
import { type ImportFacts, importWarnings } from './import-warnings.ts'
import { similarIds } from './similar-ids.ts'

const SOUND: ImportFacts = {
  counts: { items: 10, users: 5, interactions: 40, images: 10, train: 30, validation: 5, test: 5 },
  similarItems: null,
  similarUsers: null,
  areDescribed: true,
  wantsPictures: true,
  leftOut: [],
}
const leftOut = (reason: string, count: number) => [{ file: 'r.csv', reason, count, lines: [1] }]

it('has nothing to say of a sound data set, with pictures or without', () => {
  expect(importWarnings(SOUND)).toEqual([])
  const without = { ...SOUND, counts: { ...SOUND.counts, images: 0 }, wantsPictures: false }
  expect(importWarnings(without)).toEqual([])
})

const CASES: [string, Partial<ImportFacts>, string][] = [
  [
    'nothing to train on',
    { counts: { ...SOUND.counts, train: 0 } },
    'No interaction is in the training split',
  ],
  [
    'nothing to stop by',
    { counts: { ...SOUND.counts, validation: 0 } },
    'No interaction is in the validation split',
  ],
  ['nothing to test on', { counts: { ...SOUND.counts, test: 0 } }, 'No interaction is in the test split'],
  [
    'ids that differ in case or blanks',
    { similarItems: similarIds(['B1', 'b 1', 'c', 'C']) },
    '2 of the ids of items differ from another one only in case or blanks, as "B1" and "b 1" do',
  ],
  ['users alike', { similarUsers: similarIds(['Ann', 'ann']) }, '1 of the ids of users differ'],
  ['few pictures', { counts: { ...SOUND.counts, images: 4 } }, 'Only 4 of 10 items have a picture'],
  ['no pictures', { counts: { ...SOUND.counts, images: 0 } }, 'No item has a picture'],
  [
    'stated pictures that are not there',
    {
      counts: { ...SOUND.counts, images: 0 },
      wantsPictures: false,
      leftOut: leftOut('the picture … does not exist', 1),
    },
    'No item has a picture',
  ],
  ['no texts', { areDescribed: false }, 'Nothing is known of the items but their ids'],
  ['many rows left out', { leftOut: leftOut('this item has no id', 50) }, '50 % of the rows were left out'],
]

it.for(CASES)('warns of %s', ([, facts, warning]) => {
  const warnings = importWarnings({ ...SOUND, ...facts })
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toContain(warning)
})
