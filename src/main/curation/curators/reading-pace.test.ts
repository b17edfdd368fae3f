import { describe, expect, it } from 'vitest'
import { changedCharacters, isFasterThanReading, SKIMMING } from './reading-pace.ts'

const content = {
  title: 'Red mug',
  description: '',
  catalogueAttributes: [],
  visualPositive: 'a red mug',
  proposed: { text: 'Blue mug', visual: 'a blue mug', attributes: [] },
  current: { text: 'edited', visual: 'edited', attributes: [] },
}

describe('changed characters', () => {
  it('are those of the words that differ, on both sides of both texts', () => {
    expect(changedCharacters(content)).toBe('Red'.length + 'Blue'.length + 'red'.length + 'blue'.length)
  })

  it('are none where nothing changed', () => {
    const same = { text: 'Red mug', visual: 'a red mug', attributes: [] }
    expect(changedCharacters({ ...content, proposed: same })).toBe(0)
  })
})

it('what was on screen as long as skimming takes was not faster than reading', () => {
  expect(isFasterThanReading(SKIMMING, 1000)).toBe(false)
  expect(isFasterThanReading(SKIMMING + 1, 1000)).toBe(true)
  expect(isFasterThanReading(0, 0)).toBe(false)
})
