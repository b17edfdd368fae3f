import { describe, expect, it } from 'vitest'
import { EXAMPLES } from '#main/proposals/templates/examples.ts'
import { ItemFailure } from '../generator.ts'
import { attributes } from './attributes.ts'
import { oneCall } from './one-call.ts'
import { itemOf, scriptedModel } from './testing/scripted-model.ts'

const shoe = itemOf('Trail runner', 'A light red running shoe for rocky paths.')
const request = { seed: 1, hint: null, signal: new AbortController().signal }
const color = { name: 'color', words: ['red'], why: 'seen first' }
const named = { attributes: [color] }
const blue = { values: { color: 'orange' } }

describe('attributes alone', () => {
  it('writes both texts from words and values', async () => {
    const model = scriptedModel(named, blue)
    const drafted = await attributes(model, shoe, request)
    expect(drafted.negative).toEqual({
      text: 'Trail runner\n\nA light orange running shoe for rocky paths.',
      visual: '',
      attributes: [{ name: 'color', from: 'red', to: 'orange', modality: 'text', reason: 'seen first' }],
    })
    expect(drafted).toMatchObject({ flags: [], outsideEdits: 0 })
  })

  it('lets a server offer the item’s own words alone, and shows all items the same beginning', async () => {
    const model = scriptedModel(named, blue)
    await attributes(model, shoe, request)
    const [first, second] = model.asked
    expect(JSON.stringify(first?.schema)).toContain('"rocky paths"')
    expect(first?.prompt).not.toContain('"rocky paths"')
    expect(JSON.stringify(second?.schema)).toContain('"color"')
    const other = scriptedModel(named, blue)
    await attributes(other, itemOf('Red mug', 'Clay.'), request)
    const beginning = (prompt = '') => prompt.slice(0, prompt.indexOf('<text>'))
    for (const index of [0, 1]) {
      expect(beginning(other.asked[index]?.prompt)).toBe(beginning(model.asked[index]?.prompt))
      expect(beginning(model.asked[index]?.prompt).length).toBeGreaterThan(600)
    }
  })

  it('shows another example where the first one is of the item’s kind', async () => {
    const [usual, other] = EXAMPLES
    const near = scriptedModel({ attributes: [{ ...color, words: ['boat'] }] }, blue)
    await attributes(near, itemOf('Toy boat', 'A ship for the harbor.'), request)
    expect(near.asked[0]?.prompt).toContain(other.text)
    expect(near.asked[0]?.prompt).not.toContain(usual.text)
  })

  it('sends the complaint with the wrong attribute alone, and keeps both answers of a lost item', async () => {
    const wrong = { name: 'terrain', words: ['rocket paths'], why: 'w' }
    const model = scriptedModel({ attributes: [color, wrong] }, named, blue)
    expect((await attributes(model, shoe, request)).flags).toEqual(['repaired'])
    expect(model.asked[1]?.complaint).toEqual({
      said: JSON.stringify(wrong),
      message: expect.stringMatching(/"rocket paths" does not stand in the item; these do: "rocky", "paths"/),
    })
    const lost = scriptedModel({ attributes: [wrong] }, 'no JSON')
    const failure = await attributes(lost, shoe, request).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ItemFailure)
    expect(failure).toMatchObject({ answers: [JSON.stringify({ attributes: [wrong] }), 'no JSON'] })
  })

  it('goes on without an attribute that is wrong twice', async () => {
    const wrong = { name: 'terrain', words: ['sand'], why: '' }
    const both = { attributes: [color, wrong] }
    const drafted = await attributes(scriptedModel(both, both, blue), shoe, request)
    expect(drafted.negative.attributes.map(({ name }) => name)).toEqual(['color'])
  })

  it('flags words that may mean something else', async () => {
    const film = itemOf('Night', 'In the film Red Dawn there is red light.')
    expect((await attributes(scriptedModel(named, blue), film, request)).flags).toEqual(['ambiguous'])
  })
})

describe('a phrase that may not read well', () => {
  const boots = [{ attributes: [{ name: 'kind', words: ['shoe'], why: '' }] }, { values: { kind: 'boots' } }]
  const item = itemOf(
    'Runner',
    'It is light. Get this shoe for the winter, it is warm. It is very good in snow.',
  )

  it('is put right by the model, which sees its sentence', async () => {
    const model = scriptedModel(...boots, { phrases: ['Get these boots for'] })
    const drafted = await attributes(model, item, request)
    expect(drafted.negative.text).toContain('It is light. Get these boots for the winter, it is warm.')
    expect(drafted.steps.map(({ step }) => step)).toEqual(['attributes', 'values', 'smooth'])
    expect(model.asked[2]?.prompt).toContain('"sentence":"Get this boots for the winter, it is warm."')
    expect(model.asked[2]?.prompt).not.toContain('very good in snow')
  })

  it.each([
    ['loses its value', { phrases: ['Get this'] }],
    ['grows into a sentence', { phrases: ['Get these boots, they are the best boots of all for'] }],
    ['is no answer, twice', 'none'],
  ])('stays as the rules wrote it where it %s', async (_, answer) => {
    const drafted = await attributes(scriptedModel(...boots, answer, answer), item, request)
    expect(drafted.negative.text).toContain('Get this boots for the winter')
  })
})

describe('one call', () => {
  it('gives attributes with their values', async () => {
    const model = scriptedModel({ attributes: [{ ...color, value: 'blue' }] })
    const drafted = await oneCall(model, shoe, request)
    expect(drafted.negative.text).toBe('Trail runner\n\nA light blue running shoe for rocky paths.')
    expect(drafted.steps.map(({ step }) => step)).toEqual(['one-call'])
  })

  it('is repaired where a value does not contrast', async () => {
    const model = scriptedModel(
      { attributes: [{ ...color, value: 'dark red' }] },
      { attributes: [{ ...color, value: 'blue' }] },
    )
    expect((await oneCall(model, shoe, request)).flags).toEqual(['repaired'])
    expect(model.asked[1]?.complaint?.message).toMatch(/a shade or a part of "red"/)
  })
})
