import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AttributeLookup, AttributeScheme, NO_VERDICTS, schemeOf } from './scheme.ts'
import { AttributeVerdict } from './verdict.ts'

const name = (from: string, into: string): AttributeVerdict => ({ kind: 'name', name: from, into })
const value = (attribute: string, from: string, into: string): AttributeVerdict => ({
  kind: 'value',
  name: attribute,
  value: from,
  into,
})
const role = (attribute: string, which: 'key' | 'nuisance' | 'undecided'): AttributeVerdict => ({
  kind: 'role',
  name: attribute,
  role: which,
})

describe('verdicts on attributes', () => {
  it('change nothing where there are none', () => {
    expect(schemeOf([])).toEqual(NO_VERDICTS)
    const lookup = new AttributeLookup(NO_VERDICTS)
    expect(lookup.name(' Main  Colour ')).toBe('main colour')
    expect(lookup.value('colour', 'Red')).toBe('red')
    expect(lookup.role('colour')).toBeUndefined()
  })

  it('lead over several merges to the end', () => {
    const lookup = new AttributeLookup(schemeOf([name('colours', 'color'), name('color', 'colour')]))
    expect(lookup.name('Colours')).toBe('colour')
    expect(lookup.name('colour')).toBe('colour')
  })

  it('count for every name that is merged, whenever it was merged', () => {
    const lookup = new AttributeLookup(
      schemeOf([value('color', 'dark red', 'red'), role('color', 'nuisance'), name('color', 'colour')]),
    )
    expect(lookup.value('colour', 'Dark red')).toBe('red')
    expect(lookup.value('color', 'dark  RED')).toBe('red')
    expect(lookup.value('material', 'dark red')).toBe('dark red')
    expect(lookup.role('colour')).toBe('nuisance')
    expect(lookup.role('color')).toBe('nuisance')
  })

  it('are replaced by newer ones, and taken away by keeping apart', () => {
    const verdicts = [
      name('color', 'colour'),
      name('color', 'color'),
      role('a', 'key'),
      role('a', 'undecided'),
    ]
    expect(schemeOf(verdicts)).toEqual(NO_VERDICTS)
  })

  it('never lead in a circle: the newest wins', () => {
    const lookup = new AttributeLookup(schemeOf([name('a', 'b'), name('b', 'c'), name('c', 'a')]))
    expect(['a', 'b', 'c'].map((each) => lookup.name(each))).toEqual(['a', 'a', 'a'])
  })

  it('give a scheme that looks nothing up twice, for all verdicts', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    const verdict = fc.oneof(
      fc.record({ kind: fc.constant('name' as const), name: word, into: word }),
      fc.record({ kind: fc.constant('value' as const), name: word, value: word, into: word }),
      fc.record({
        kind: fc.constant('role' as const),
        name: word,
        role: fc.constantFrom('key' as const, 'nuisance' as const, 'undecided' as const),
      }),
    )
    fc.assert(
      fc.property(fc.array(verdict, { maxLength: 30 }), (verdicts) => {
        const scheme = schemeOf(verdicts)
        expect(AttributeScheme.parse(scheme)).toEqual(scheme)
        const lookup = new AttributeLookup(scheme)
        for (const each of ['a', 'b', 'c', 'd', 'e']) {
          expect(lookup.name(lookup.name(each))).toBe(lookup.name(each))
          expect(lookup.value('a', lookup.value('a', each))).toBe(lookup.value('a', each))
        }
        const newest = verdicts.at(-1)
        if (newest?.kind === 'name') expect(lookup.name(newest.name)).toBe(lookup.name(newest.into))
        if (newest?.kind === 'value') {
          expect(lookup.value(newest.name, newest.value)).toBe(lookup.value(newest.name, newest.into))
        }
      }),
    )
  })
})

it('takes words of a verdict as it compares them', () => {
  expect(AttributeVerdict.parse({ kind: 'name', name: ' Color', into: 'COLOUR  of  it' })).toEqual(
    name('color', 'colour of it'),
  )
  expect(AttributeVerdict.safeParse({ kind: 'name', name: ' ', into: 'x' }).success).toBe(false)
})
