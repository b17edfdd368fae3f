import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NegativeContent } from '#shared/contract/proposals.ts'
import { broughtBack, putBack, withNewValue } from './attribute-edit.ts'

const colour = { name: 'colour', from: 'red', to: 'blue', modality: 'both', reason: '' } as const
const content = (text: string, visual = ''): NegativeContent => ({ text, visual, attributes: [colour] })

describe('another value of an attribute', () => {
  it('is written into both texts, as whole words, in the case and number that stood there', () => {
    const positive = { text: 'Red mug\n\nA red mug with reds.', visual: 'A RED mug' }
    const negative = content('Blue mug\n\nA blue mug with blues.', 'A BLUE mug')
    expect(withNewValue(negative, positive, 0, 'orange')).toEqual({
      text: 'Orange mug\n\nAn orange mug with oranges.',
      visual: 'An ORANGE mug',
      attributes: [{ ...colour, to: 'orange' }],
    })
  })

  it('leaves the same word alone where the positive has it as well', () => {
    const positive = { text: 'A red mug in a blue box', visual: '' }
    expect(withNewValue(content('A blue mug in a blue box'), positive, 0, 'green').text).toBe(
      'A green mug in a blue box',
    )
  })

  it('keeps the texts while nothing is typed yet', () => {
    const positive = { text: 'A red mug', visual: '' }
    expect(withNewValue(content('A blue mug'), positive, 0, ' ').text).toBe('A blue mug')
  })

  const word = fc.constantFrom(
    'mug',
    'Mug',
    'red',
    'Red',
    'RED',
    'redder',
    'bluebell',
    'box',
    'of',
    '—',
    '“',
    '\n',
  )
  const texts = fc.array(word, { maxLength: 24 }).map((words) => words.join(' '))
  const negativeOf = (positive: string) =>
    positive.replaceAll(/\bred\b/gi, (old) => (old === 'RED' ? 'BLUE' : old === 'Red' ? 'Blue' : 'blue'))

  it('changes nothing but whole old values, whatever the text', () => {
    fc.assert(
      fc.property(texts, (positive) => {
        const after = withNewValue(content(negativeOf(positive)), { text: positive, visual: '' }, 0, 'teal')
        const expected = positive.replaceAll(/\bred\b/gi, (old) =>
          old === 'RED' ? 'TEAL' : old === 'Red' ? 'Teal' : 'teal',
        )
        expect(after.text).toBe(expected)
      }),
    )
  })

  it('can be taken back value by value', () => {
    fc.assert(
      fc.property(texts, (positive) => {
        const before = content(negativeOf(positive))
        const at = { text: positive, visual: '' }
        expect(withNewValue(withNewValue(before, at, 0, 'teal'), at, 0, 'blue')).toEqual(before)
      }),
    )
  })

  it('put back is the positive again, and brought back the negative', () => {
    fc.assert(
      fc.property(texts, (positive) => {
        const before = content(negativeOf(positive))
        const without = putBack(before, { text: positive, visual: '' }, 0)
        expect(without).toEqual({ text: positive, visual: '', attributes: [] })
        expect(broughtBack(without, colour, 0)).toEqual(before)
      }),
    )
  })
})
