import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AttributeLookup, schemeOf } from '#shared/attributes/scheme.ts'
import { type AttributeTerms, suggestMerges } from './suggest.ts'

const nothing = () => false

function attribute(
  text: string,
  count: number,
  values: Readonly<Record<string, number>> = {},
): AttributeTerms {
  return {
    text,
    count,
    values: Object.entries(values).map(([value, occurs]) => ({ text: value, count: occurs })),
  }
}

describe('suggested merges', () => {
  it('say which rule and why, names before values', () => {
    const suggestions = suggestMerges(
      [attribute('colour', 9, { 'dark red': 2, red: 7 }), attribute('color', 3)],
      nothing,
    )
    expect(suggestions).toEqual([
      {
        source: 'rules',
        rule: 'spelling',
        reason: '“color” and “colour” are British and American spelling',
        verdicts: [{ kind: 'name', name: 'color', into: 'colour' }],
      },
      {
        source: 'rules',
        rule: 'granularity',
        reason: '“dark red” is a kind of “red”',
        verdicts: [{ kind: 'value', name: 'colour', value: 'dark red', into: 'red' }],
      },
    ])
  })

  it('leave out what was decided', () => {
    const attributes = [attribute('colour', 9, { 'dark red': 2, red: 7 }), attribute('color', 3)]
    const isDecided = (name: string, value: string | null) => name === 'color' || value === 'dark red'
    expect(suggestMerges(attributes, isDecided)).toEqual([])
  })

  it('put rare values together, where an attribute is frequent and no other rule has a word for them', () => {
    const values = { red: 17, azure: 1, ochre: 1, puce: 1, 'dark red': 1 }
    const [kind, rare, ...others] = suggestMerges([attribute('colour', 21, values)], nothing)
    expect(kind?.rule).toBe('granularity')
    expect(rare).toMatchObject({ rule: 'rare', reason: '3 values of “colour” occur once each' })
    expect(
      rare?.verdicts.map((verdict) => verdict.kind === 'value' && [verdict.value, verdict.into]),
    ).toEqual([
      ['azure', 'other'],
      ['ochre', 'other'],
      ['puce', 'other'],
    ])
    expect(others).toEqual([])
    expect(suggestMerges([attribute('colour', 19, { azure: 1, ochre: 1, puce: 1 })], nothing)).toEqual([])
  })

  it('all take effect together, and leave nothing to suggest about what they merged', () => {
    const word = fc.constantFrom(
      'red',
      'reds',
      'dark red',
      'dark-red',
      'ashen',
      'a ashen',
      'colours',
      'color',
    )
    const terms = fc.dictionary(word, fc.integer({ min: 1, max: 40 }))
    fc.assert(
      fc.property(terms, (values) => {
        const suggestions = suggestMerges([attribute('colour', 30, values)], nothing)
        const verdicts = suggestions.flatMap((suggestion) => suggestion.verdicts)
        const lookup = new AttributeLookup(schemeOf(verdicts))
        for (const verdict of verdicts) {
          if (verdict.kind !== 'value') throw new Error('there is one name')
          expect(lookup.value('colour', verdict.value)).not.toBe(verdict.value)
          expect(lookup.value('colour', verdict.value)).toBe(lookup.value('colour', verdict.into))
        }
        const merged = verdicts.map((verdict) => verdict.kind === 'value' && verdict.value)
        expect(new Set(merged).size).toBe(merged.length)
      }),
    )
  })
})
