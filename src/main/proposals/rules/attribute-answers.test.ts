import { describe, expect, it } from 'vitest'
import { EXAMPLES } from '#main/proposals/templates/examples.ts'
import { checkAttributes, checkContrast, checkValues, withoutPossessive } from './attribute-answers.ts'

const positive = {
  text: 'Trail runner: light red running shoe for rocky paths',
  visual: 'A red shoe with thick soles on white ground',
}
const named = (name: string, ...words: string[]) => ({ name, words, why: '' })
const color = named('color', 'red')

describe('named attributes', () => {
  it('keep the words that stand in the item, in whatever form', () => {
    const given = [named('color', 'red', 'crimson'), named('terrain', 'rocky path')]
    expect(checkAttributes(given, positive, false)).toEqual([color, named('terrain', 'rocky path')])
  })

  it.each([
    [
      'words that are nowhere',
      [named('terrain', 'rockets')],
      /"rockets" does not stand in the item; these do: "rocky"/,
    ],
    ['a name twice', [color, named('Color', 'light')], /listed twice/],
    ['the same words twice', [color, named('shade', 'Red')], /"color" and "shade" have the same words/],
    [
      'more than a value',
      [named('all', 'light red running shoe for rocky paths on white ground')],
      /does not stand/,
    ],
    ['the whole item', [named('all', 'Trail runner: light red running shoe for rocky paths')], /too much/],
  ])('are refused with %s', (_, given, message) => {
    expect(() => checkAttributes(given, positive, false)).toThrow(message)
  })

  it('lose what breaks a rule once the model will not be asked again, and are refused where nothing is left', () => {
    expect(checkAttributes([named('a', 'nowhere'), color], positive, true)).toEqual([color])
    expect(() => checkAttributes([named('a', 'nowhere')], positive, true)).toThrow(/does not stand/)
  })

  it('tell which of them is wrong', () => {
    const wrong = named('terrain', 'sand')
    expect(() => checkAttributes([color, wrong], positive, false)).toThrow(
      expect.objectContaining({ offending: JSON.stringify(wrong) }),
    )
  })

  it.each(EXAMPLES)('are refused where they are those of the example', ({ attributes, text, visual }) => {
    const given = attributes.map(({ name, words }) => named(name, words))
    expect(() => checkAttributes(given, { text, visual }, false)).toThrow(/example/)
  })
})

describe('a new value', () => {
  it.each([
    ['the old one', 'Reds', /still "red"/],
    ['a shade of it', 'dark red', /a shade or a part of "red"/],
    ['with a mask', '[MASK:color]', /a few words/],
    ['a sentence', 'one two three four five six seven eight nine', /a few words/],
  ])('is refused as %s', (_, value, message) => {
    expect(() => checkContrast(color, value)).toThrow(message)
  })

  it('is refused as a part of the old one, and taken as its negation', () => {
    expect(() => checkContrast(named('terrain', 'rocky paths'), 'paths')).toThrow(/a part of/)
    expect(() => checkContrast(named('use', 'waterproof'), 'non-waterproof')).not.toThrow()
    expect(() => checkContrast(color, 'blue')).not.toThrow()
  })

  it('is one for each attribute', () => {
    const values = (given: object) => JSON.stringify({ values: given })
    expect(checkValues(values({ color: 'blue' }), [color])).toEqual([{ ...color, value: 'blue' }])
    expect(() => checkValues(values({ color: 'blue', hue: 'pink' }), [color])).toThrow(/schema/)
    expect(() => checkValues(values({}), [color])).toThrow(/schema/)
    expect(() => checkValues(values({ color: 'reds' }), [color])).toThrow(
      expect.objectContaining({ offending: '{"color":"reds"}' }),
    )
  })

  it('loses its possessive where the old words had one', () => {
    expect(withoutPossessive(named('audience', "men's"), "women's")).toBe('women')
    expect(withoutPossessive(named('brand', 'Lee'), "Levi's")).toBe("Levi's")
  })
})
