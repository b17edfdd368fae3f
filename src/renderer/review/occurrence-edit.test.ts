import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NegativeContent } from '#shared/contract/proposals.ts'
import { findOccurrences } from '#shared/wording/occurrences.ts'
import { writeValues } from '#shared/wording/write-values.ts'
import { placesOf, withPlaceToggled } from './occurrence-edit.ts'

const colour = { name: 'colour', from: 'red', to: 'orange', modality: 'both', reason: '' } as const

/** The negative as a generator writes it. */
function negativeOf(positive: { text: string; visual: string }): NegativeContent {
  const write = (text: string) =>
    writeValues(text, findOccurrences(text, [{ words: ['red'] }]), [{ name: colour.name, value: colour.to }])
      .text
  return { text: write(positive.text), visual: write(positive.visual), attributes: [colour] }
}

describe('the places of an attribute', () => {
  const positive = { text: 'Night\n\nIn the film Red Dawn there is a red light.', visual: 'A red sky' }

  it('say which may mean something else, and which changed', () => {
    const places = placesOf(negativeOf(positive), positive, 0)
    expect(places.map(({ part, changed, ambiguous }) => [part, changed, ambiguous])).toEqual([
      ['text', true, true],
      ['text', true, false],
      ['visual', true, false],
    ])
  })

  it('are switched off one by one, with the article before', () => {
    const [name, light, sky] = placesOf(negativeOf(positive), positive, 0)
    if (name === undefined || light === undefined || sky === undefined) throw new Error('three places')
    const once = withPlaceToggled(negativeOf(positive), positive, 0, name)
    expect(once.text).toBe('Night\n\nIn the film Red Dawn there is an orange light.')
    expect(once.attributes[0]?.modality).toBe('both')
    const [, again] = placesOf(once, positive, 0)
    if (again === undefined) throw new Error('the light is there')
    const twice = withPlaceToggled(once, positive, 0, again)
    expect(twice.text).toBe(positive.text)
    expect(twice.attributes[0]?.modality).toBe('image')
  })

  it('are the positive again where the new value was written otherwise by hand', () => {
    const edited = { ...negativeOf(positive), visual: 'An amber sky' }
    const place = placesOf(edited, positive, 0).at(-1)
    if (place === undefined) throw new Error('the sky is there')
    expect(withPlaceToggled(edited, positive, 0, place).visual).toContain('red sky')
  })

  it('belong to the attribute of the longer words', () => {
    const text = 'A steel lid and a stainless steel mug'
    const attributes = [
      { ...colour, name: 'lid', from: 'steel', to: 'clay' },
      { ...colour, name: 'mug', from: 'stainless steel', to: 'glass' },
    ]
    const content = { text: 'A clay lid and a glass mug', visual: '', attributes }
    const spans = (attribute: number) =>
      placesOf(content, { text, visual: '' }, attribute).map(({ span }) => text.slice(...span))
    expect([spans(0), spans(1)]).toEqual([['steel'], ['stainless steel']])
  })

  const word = fc.constantFrom('mug', 'red', 'Red', 'a', 'A', 'reds', 'box', 'of', 'orange', '—', '\n')
  const texts = fc.array(word, { maxLength: 16 }).map((words) => words.join(' '))

  it('all off are the positive, and on again the negative', () => {
    fc.assert(
      fc.property(texts, texts, (text, visual) => {
        const before = { text, visual }
        const negative = negativeOf(before)
        let content = negative
        const count = placesOf(content, before, 0).length
        for (let index = 0; index < count; index += 1) {
          const place = placesOf(content, before, 0)[index]
          if (place?.changed) content = withPlaceToggled(content, before, 0, place)
        }
        expect([content.text, content.visual]).toEqual([text, visual])
        for (let index = 0; index < count; index += 1) {
          const place = placesOf(content, before, 0)[index]
          if (place !== undefined) content = withPlaceToggled(content, before, 0, place)
        }
        expect([content.text, content.visual]).toEqual([negative.text, negative.visual])
      }),
    )
  })
})
