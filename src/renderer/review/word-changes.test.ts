import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordChanges } from './word-changes.ts'

const words = fc
  .array(fc.constantFrom('red', 'blue', 'mug', 'of', 'clay', 'steel,', 'the', 'a-b', '\n\n', '青い'), {
    maxLength: 30,
  })
  .map((parts) => parts.join(' '))

const condensed = (text: string) => text.replace(/\s+/gu, '')
const changedOf = (side: readonly { text: string; changed: boolean }[]) =>
  side.filter((stretch) => stretch.changed).map((stretch) => stretch.text.trim())

describe('word changes', () => {
  it('marks on each side the words that the other side lacks', () => {
    const { before, after } = wordChanges('A light grey mug of clay', 'A dark blue mug of steel')
    expect(changedOf(before)).toEqual(['light grey', 'clay'])
    expect(changedOf(after)).toEqual(['dark blue', 'steel'])
  })

  it('separates words of languages without spaces', () => {
    const { before, after } = wordChanges('赤いカップです', '青いカップです')
    expect(changedOf(before)).toEqual(['赤い'])
    expect(changedOf(after)).toEqual(['青い'])
  })

  it('gives each side its own text back', () => {
    fc.assert(
      fc.property(words, words, (before, after) => {
        const changes = wordChanges(before, after)
        expect(condensed(changes.before.map((stretch) => stretch.text).join(''))).toBe(condensed(before))
        expect(condensed(changes.after.map((stretch) => stretch.text).join(''))).toBe(condensed(after))
      }),
    )
  })

  it('marks nothing between equal texts', () => {
    fc.assert(
      fc.property(words, (text) => {
        const { before, after } = wordChanges(text, text)
        expect([...changedOf(before), ...changedOf(after)]).toEqual([])
      }),
    )
  })
})
