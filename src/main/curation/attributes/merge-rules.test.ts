import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { granularityRule } from './granularity-rule.ts'
import type { MergeRule } from './merge-rule.ts'
import { isOneEditAway, misspellingRule } from './misspelling-rule.ts'
import { pluralRule, singular } from './plural-rule.ts'
import { spacingRule } from './spacing-rule.ts'
import { spellingRule } from './spelling-rule.ts'

/** Merges as [from, into], of terms with their counts. */
function mergesBy(rule: MergeRule, counts: Readonly<Record<string, number>>): [string, string][] {
  const terms = Object.entries(counts).map(([text, count]) => ({ text, count }))
  return rule.merges(terms).map(({ from, into }) => [from.text, into.text])
}

it('spacing: spaces and punctuation', () => {
  expect(mergesBy(spacingRule, { 't-shirt': 5, 't shirt': 9, tshirt: 1, skirt: 1, '+': 2, '-': 2 })).toEqual([
    ['t-shirt', 't shirt'],
    ['tshirt', 't shirt'],
  ])
})

describe('plural', () => {
  it.each([
    ['colours', 'colour'],
    ['dresses', 'dress'],
    ['boxes', 'box'],
    ['batteries', 'battery'],
    ['shoes', 'shoe'],
    ['glass', 'glass'],
    ['status', 'status'],
    ['tennis', 'tennis'],
    ['gas', 'gas'],
    ['ties', 'tie'],
  ])('%s is of %s', (plural, one) => expect(singular(plural)).toBe(one))

  it('merges into the more frequent of the two', () => {
    expect(
      mergesBy(pluralRule, { shoe: 2, shoes: 9, 'leather sole': 3, 'leather soles': 1, glass: 1 }),
    ).toEqual([
      ['shoe', 'shoes'],
      ['leather soles', 'leather sole'],
    ])
  })
})

describe('spelling', () => {
  it.each([
    ['colour', 'color'],
    ['favourite', 'favorite'],
    ['multicoloured', 'multicolored'],
    ['grey', 'gray'],
    ['dark grey', 'dark gray'],
    ['tyres', 'tires'],
    ['centre', 'center'],
    ['personalised', 'personalized'],
    ['catalogue', 'catalog'],
    ['jewellery', 'jewelry'],
    ['panelled', 'paneled'],
  ])('%s is %s', (british, american) => {
    expect(mergesBy(spellingRule, { [british]: 1, [american]: 2 })).toEqual([[british, american]])
    expect(mergesBy(spellingRule, { [british]: 2, [american]: 1 })).toEqual([[american, british]])
  })

  it.each([
    ['four', 'for'],
    ['rose', 'roze'],
    ['hour', 'hor'],
  ])('%s and %s are different words', (a, b) => {
    expect(mergesBy(spellingRule, { [a]: 1, [b]: 2 })).toEqual([])
  })
})

describe('misspelling', () => {
  it('is rare, long enough and one edit away', () => {
    expect(
      mergesBy(misspellingRule, {
        leather: 30,
        lether: 1,
        laether: 2,
        leatherr: 10,
        feather: 12,
        blue: 30,
        glue: 1,
        'size 10': 40,
        'size 11': 1,
      }),
    ).toEqual([
      ['leatherr', 'leather'],
      ['laether', 'leather'],
      ['lether', 'leather'],
    ])
  })

  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1'), maxLength: 6 })

  it('measures as the plain formula of the distance does', () => {
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const sameDigits = a.replaceAll(/\D/g, '') === b.replaceAll(/\D/g, '')
        expect(isOneEditAway(a, b)).toBe(sameDigits && distance(a, b) === 1)
      }),
      { numRuns: 2000 },
    )
  })

  it('finds whatever a comparison of all pairs finds', () => {
    const terms = fc.dictionary(
      fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 5, maxLength: 7 }),
      fc.integer({ min: 1, max: 20 }),
    )
    fc.assert(
      fc.property(terms, (counts) => {
        const found = mergesBy(misspellingRule, counts).map(([from]) => from)
        const all = Object.entries(counts)
        const expected = all.filter(([from, count]) =>
          all.some(([into, more]) => distance(from, into) === 1 && count * 3 <= more),
        )
        expect(new Set(found)).toEqual(new Set(expected.map(([from]) => from)))
      }),
    )
  })
})

it('granularity: the longest broader term that occurs, whichever is more frequent', () => {
  expect(
    mergesBy(granularityRule, { red: 1, 'dark red': 5, 'very dark-red': 1, 'red wine': 1, 'off-white': 1 }),
  ).toEqual([
    ['dark red', 'red'],
    ['very dark-red', 'dark red'],
  ])
})

/** Optimal string alignment by its recurrence. */
function distance(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  )
  const at = (i: number, j: number) => d[i]?.[j] ?? Number.POSITIVE_INFINITY
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const substitution = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const row = d[i]
      if (row === undefined) continue
      row[j] = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        substitution,
        swaps ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
      )
    }
  }
  return at(a.length, b.length)
}
