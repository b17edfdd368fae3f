import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assess, type Intervention } from './assess.ts'
import { segments } from './masks.ts'
import { levenshtein, outsideEdits } from './outside-edits.ts'
import { normaliseValue, sameValue, standsIn, survives, tokens } from './values.ts'

describe('values', () => {
  it.each([
    ['Comedies', 'comedy'],
    ['movies', ' Movie '],
    ['dresses', 'dress'],
    ['horses', 'Horse'],
    ['science   fiction', 'Science-Fiction'],
    ['boxes', 'box'],
    ['++', ' ++'],
  ])('%s and %s are the same', (one, other) => expect(sameValue(one, other)).toBe(true))

  it.each([
    ['glass', 'gla'],
    ['bus', 'bu'],
    ['cap', 'cape'],
    ['++', '--'],
    ['', 'red'],
  ])('%s and %s are not', (one, other) => expect(sameValue(one, other)).toBe(false))

  it('are normal after one normalisation', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        expect(normaliseValue(normaliseValue(value))).toBe(normaliseValue(value))
      }),
    )
  })

  it('stand in a text as whole words', () => {
    expect(standsIn('red', 'A RED mug')).toBe(true)
    expect(standsIn('red', 'A reduced mug')).toBe(false)
    expect(standsIn('western', 'Two westerns')).toBe(true)
    expect(standsIn('赤い', '赤い マグカップ')).toBe(true)
  })

  it('survive where they are more than a part of the new value', () => {
    expect(survives('blue', 'dark blue', 'a dark blue mug')).toBe(false)
    expect(survives('blue', 'dark blue', 'a dark blue mug, blue inside')).toBe(true)
  })
})

describe('segments', () => {
  it('take masks apart from the text between them', () => {
    expect(segments('A [MASK:color] mug, [mask: Shape ].')).toEqual([
      { kind: 'literal', text: 'A ' },
      { kind: 'mask', name: 'color' },
      { kind: 'literal', text: ' mug, ' },
      { kind: 'mask', name: 'Shape' },
      { kind: 'literal', text: '.' },
    ])
  })

  it('lose nothing of the text', () => {
    const parts = fc.array(fc.oneof(fc.string(), fc.constantFrom('[MASK:a]', '[MASK:b c]', '[MASK:', ']')))
    fc.assert(
      fc.property(parts, (given) => {
        const text = given.join('')
        const whole = segments(text).map((part) =>
          part.kind === 'literal' ? part.text : `[MASK:${part.name}]`,
        )
        const squeeze = (value: string): string => value.replaceAll(/\s/g, '').toLowerCase()
        expect(squeeze(whole.join(''))).toBe(squeeze(text))
      }),
    )
  })
})

const word = fc.constantFrom('red', 'mug', 'with', 'a', 'handle', 'of', 'clay', 'and', 'silver')
const phrase = fc.array(word, { minLength: 1, maxLength: 4 }).map((list) => list.join(' '))
/** A text in pieces: literals around one mask each, with the value it had and the value it gets. */
const pieces = fc.array(fc.record({ before: phrase, from: phrase, to: phrase }), {
  minLength: 1,
  maxLength: 5,
})

describe('levenshtein', () => {
  const list = fc.array(word, { maxLength: 8 })

  it('is a metric', () => {
    fc.assert(
      fc.property(list, list, list, (a, b, c) => {
        expect(levenshtein(a, b)).toBe(levenshtein(b, a))
        expect(levenshtein(a, b) === 0).toBe(a.join(' ') === b.join(' '))
        expect(levenshtein(a, c)).toBeLessThanOrEqual(levenshtein(a, b) + levenshtein(b, c))
      }),
    )
  })

  it('counts the edits of a known pair', () => {
    expect(levenshtein([...'kitten'], [...'sitting'])).toBe(3)
  })
})

describe('edits outside the masks', () => {
  const build = (list: { before: string; from: string; to: string }[]) => ({
    original: list.map((piece) => `${piece.before} ${piece.from}`).join(' '),
    masked: list.map((piece, index) => `${piece.before} [MASK:m${index}]`).join(' '),
    completed: list.map((piece) => `${piece.before} ${piece.to}`).join(' '),
    values: list.map((piece, index) => ({ name: `m${index}`, from: piece.from, to: piece.to })),
  })

  it('are none when every mask is filled and nothing else changes', () => {
    fc.assert(
      fc.property(pieces, (list) => {
        const { original, masked, completed, values } = build(list)
        expect(outsideEdits(original, masked, completed, values).edits).toBe(0)
      }),
    )
  })

  it('are exactly the words that were added between', () => {
    fc.assert(
      fc.property(pieces, fc.nat({ max: 60 }), fc.integer({ min: 1, max: 4 }), (list, place, count) => {
        const { original, masked, completed, values } = build(list)
        const changed = tokens(completed)
        changed.splice(place % (changed.length + 1), 0, ...Array<string>(count).fill('zebra'))
        expect(outsideEdits(original, masked, changed.join(' '), values).edits).toBe(count)
      }),
    )
  })

  it('do not count a span that the value words differently', () => {
    const values = [{ name: 'genre', from: 'science fiction', to: 'western' }]
    expect(outsideEdits('A sci-fi film', 'A [MASK:genre] film', 'A western film', values).edits).toBe(0)
  })

  it('do not count what stays of a word beside its mask', () => {
    const values = [{ name: 'setting', from: 'city', to: 'village' }]
    expect(
      outsideEdits("the city's park", "the [MASK:setting]'s park", "the village's park", values).edits,
    ).toBe(0)
  })

  it('count what was lost beside a mask', () => {
    const values = [{ name: 'color', from: 'red', to: 'blue' }]
    expect(outsideEdits('A deep red mug', 'A [MASK:color] mug', 'A blue mug', values).edits).toBe(1)
  })

  it('do not count punctuation, case and layout', () => {
    const values = [{ name: 'color', from: 'red', to: 'blue' }]
    expect(outsideEdits('A red mug!\n\nNew', 'a [MASK:color] mug new', 'A blue mug. New', values).edits).toBe(
      0,
    )
  })
})

describe('assess', () => {
  const sound: Intervention = {
    hasImage: true,
    positive: { text: 'Red mug', visual: 'A red mug on a table' },
    masked: { text: '[MASK:color] mug', visual: 'A [MASK:color] mug on a table' },
    negative: { text: 'Blue mug', visual: 'A blue mug on a table' },
    attributes: [{ name: 'color', from: 'red', to: 'blue', modality: 'both', reason: '' }],
  }

  it('lets a sound negative through', () => {
    expect(assess(sound)).toEqual({ flags: [], outsideEdits: 0 })
  })

  it('flags a modality that nothing touches', () => {
    const attributes = [{ name: 'color', from: 'red', to: 'blue', modality: 'text' as const, reason: '' }]
    const textOnly = { ...sound, attributes, positive: { text: 'Red mug', visual: '' } }
    const intervention = { ...textOnly, masked: { text: '[MASK:color] mug', visual: '' } }
    const negative = { text: 'Blue mug', visual: '' }
    expect(assess({ ...intervention, negative }).flags).toEqual(['unbalanced'])
    expect(assess({ ...intervention, negative, hasImage: false }).flags).toEqual([])
  })

  it('flags a text that changed around the masks', () => {
    const negative = { text: 'Blue mug', visual: 'A blue mug held by a smiling man' }
    const { flags, outsideEdits: share } = assess({ ...sound, negative })
    expect(flags).toEqual(['changed-outside-masks'])
    expect(share).toBeCloseTo(4 / 8)
  })

  it('flags a new value that is missing in one of the texts', () => {
    const negative = { text: 'Blue mug', visual: 'A green mug on a table' }
    expect(assess({ ...sound, negative }).flags).toEqual(['incohesive'])
  })

  it('flags an old value that is still there', () => {
    const positive = { text: 'Red mug', visual: 'A red mug on a red table' }
    const masked = { ...sound.masked, visual: 'A [MASK:color] mug on a red table' }
    const negative = { text: 'Blue mug', visual: 'A blue mug on a red table' }
    expect(assess({ ...sound, positive, masked, negative }).flags).toEqual(['incohesive'])
  })
})
