import { expect, it } from 'vitest'
import { kindOfReason, SkippedRows } from './skipped-rows.ts'

it('takes reasons that differ in what one row says as the same', () => {
  const kinds = [
    ['the item B 7 is not in the items file', 'the item B 8 is not in the items file'],
    ['the user is not here is not in u_id_mapping.csv', 'the user u2 is not in u_id_mapping.csv'],
    ['the item a stands on line 2 already', 'the item bb stands on line 1,002 already'],
    ['the number 3 stands further up already', 'the number x stands further up already'],
    ['the rating "good" is not a number', 'the rating "" is not a number'],
    ['the picture a/b.png does not exist', 'the picture c does not exist'],
    ['the picture /x/a.png was left out: it is damaged', 'the picture /y/b.jpg was left out: it is damaged'],
    ['3 values in a table of 4 columns', '5 values in a table of 4 columns'],
    ['column 12: this is no JSON', 'column 3: this is no JSON'],
    [
      'the same user and item stand on line 3, which is newer',
      'the same user and item stand on line 40, which is newer',
    ],
  ]
  for (const [one, other] of kinds) expect(kindOfReason(one ?? '')).toBe(kindOfReason(other ?? ''))
  expect(new Set(kinds.map(([one]) => kindOfReason(one ?? ''))).size).toBe(kinds.length)
})

it('counts all rows by file and reason, the most frequent first, with the first lines', () => {
  const skipped = new SkippedRows()
  skipped.add('a.csv', 2, 'this item has no id')
  for (let line = 1; line <= 2000; line++)
    skipped.add('b.csv', line, `the item ${line} is not in the items file`)
  expect(skipped.byReason()).toEqual([
    { file: 'b.csv', reason: 'the item … is not in the items file', count: 2000, lines: [1, 2, 3, 4, 5] },
    { file: 'a.csv', reason: 'this item has no id', count: 1, lines: [2] },
  ])
})

it('does not grow with reasons that are all of their own kind', () => {
  const skipped = new SkippedRows()
  const letters = (n: number) => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('')
  for (let n = 0; n < 1000; n++) skipped.add('a.csv', 1, `odd ${letters(n)}`)
  const groups = skipped.byReason()
  expect(groups[0]).toMatchObject({ reason: 'other reasons', count: 950 })
  expect(groups).toHaveLength(51)
})
