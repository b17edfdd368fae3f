import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rewrite } from './rewrite.ts'

const change = (from: string, to: string, name = 'a') => ({ name, from, to })

describe('rewriting', () => {
  it.each([
    ['a red mug', change('red', 'blue'), 'a blue mug'],
    ['Red Mug', change('red', 'blue'), 'Blue Mug'],
    ['RED MUG', change('red', 'blue'), 'BLUE MUG'],
    ['Stainless Steel Pan', change('stainless steel', 'cast iron'), 'Cast Iron Pan'],
    ['a sci fi film', change('Sci-Fi', 'Western'), 'a western film'],
    ['two romantic comedies', change('Comedy', 'Thriller'), 'two romantic thrillers'],
    ['Two mugs', change('mug', 'box'), 'Two boxes'],
    ['an oak table', change('oak', 'pine'), 'a pine table'],
    ['A pine table', change('pine', 'oak'), 'An oak table'],
    ['a film shown in colour', change('colour', 'IMAX'), 'a film shown in IMAX'],
    ['credited, redder, red.', change('red', 'blue'), 'credited, redder, blue.'],
    ['price (US$ 5)', change('us$', 'eu'), 'price (EU$ 5)'],
  ])('of "%s"', (text, exchange, expected) => {
    expect(rewrite(text, [exchange]).text).toBe(expected)
  })

  it('exchanges all values at once, the longer one before its part', () => {
    const changes = [change('steel', 'oak', 'frame'), change('stainless steel', 'steel', 'blade')]
    const { text, masked, found } = rewrite('stainless steel blade, steel frame', changes)
    expect(text).toBe('steel blade, oak frame')
    expect(masked).toBe('[MASK:blade] blade, [MASK:frame] frame')
    expect(found).toEqual(new Set(['blade', 'frame']))
  })

  it('leaves all as it is around the masks, whatever the text', () => {
    const words = fc.array(fc.constantFrom('red', 'Mug', 'an', 'oak', ',', '\n', 'reds', '“oak”', 'zinc'), {
      maxLength: 20,
    })
    fc.assert(
      fc.property(words, (parts) => {
        const original = parts.join(' ')
        const { masked } = rewrite(original, [change('red', 'blue'), change('oak', 'pine', 'b')])
        const pattern = masked
          .split(/\[MASK:[ab]\]/)
          .map((literal) => literal.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
          .join('(?:reds?|oaks?)')
        expect(original).toMatch(new RegExp(`^${pattern}$`, 'i'))
      }),
    )
  })
})
