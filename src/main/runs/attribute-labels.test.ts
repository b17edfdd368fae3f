import { expect, it } from 'vitest'
import { NO_VERDICTS, schemeOf } from '#shared/attributes/scheme.ts'
import type { AttributeChange } from '#shared/contract/proposals.ts'
import { attributeLabels } from './attribute-labels.ts'

const change = (name: string, from: string, to: string): AttributeChange => ({
  name,
  from,
  to,
  modality: 'text',
  reason: '',
})

it('labels both texts, and calls an attribute a nuisance that is put back more often than it is changed', () => {
  const colour = change('Colour', 'red', 'Blue')
  const brand = change('brand', 'Acme', 'Umbra')
  expect(
    attributeLabels(
      [
        { attributes: [colour], proposed: [colour, brand] },
        { attributes: [change('colour ', 'dark  red', 'green'), brand], proposed: [colour, brand] },
        { attributes: [colour], proposed: [colour, brand] },
      ],
      NO_VERDICTS,
    ),
  ).toEqual({
    attributes: [
      { name: 'colour', role: 'key' },
      { name: 'brand', role: 'nuisance' },
    ],
    negatives: [
      [
        { attribute: 0, from: 'red', to: 'blue' },
        { attribute: 1, from: 'acme', to: 'acme' },
      ],
      [
        { attribute: 0, from: 'dark red', to: 'green' },
        { attribute: 1, from: 'acme', to: 'umbra' },
      ],
      [
        { attribute: 0, from: 'red', to: 'blue' },
        { attribute: 1, from: 'acme', to: 'acme' },
      ],
    ],
  })
})

it('merges names and values as verdicts have it, and takes their roles before the count of put-backs', () => {
  const scheme = schemeOf([
    { kind: 'name', name: 'color', into: 'colour' },
    { kind: 'value', name: 'colour', value: 'dark red', into: 'red' },
    { kind: 'role', name: 'colour', role: 'nuisance' },
    { kind: 'role', name: 'brand', role: 'key' },
  ])
  const brand = change('brand', 'Acme', 'Umbra')
  expect(
    attributeLabels(
      [
        {
          attributes: [change('Color', 'Dark red', 'blue')],
          proposed: [change('Colour', 'red', 'blue'), brand],
        },
        { attributes: [change('colour', 'red', 'green')], proposed: [change('colour', 'red', 'green')] },
      ],
      scheme,
    ),
  ).toEqual({
    attributes: [
      { name: 'colour', role: 'nuisance' },
      { name: 'brand', role: 'key' },
    ],
    negatives: [
      [
        { attribute: 0, from: 'red', to: 'blue' },
        { attribute: 1, from: 'acme', to: 'acme' },
      ],
      [{ attribute: 0, from: 'red', to: 'green' }],
    ],
  })
})
