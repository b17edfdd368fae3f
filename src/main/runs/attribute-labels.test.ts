import { expect, it } from 'vitest'
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
    attributeLabels([
      { attributes: [colour], proposed: [colour, brand] },
      { attributes: [change('colour ', 'dark  red', 'green'), brand], proposed: [colour, brand] },
      { attributes: [colour], proposed: [colour, brand] },
    ]),
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
