import { describe, expect, it } from 'vitest'
import {
  checkCompletion,
  checkMasking,
  completeAnswer,
  DescribeAnswer,
  maskAnswer,
  readAnswer,
} from './answers.ts'

const positive = { text: 'Red mug\n\nA cosy mug of clay.', visual: 'A red mug on a table' }
const color = { modality: 'text', name: 'color', reason: 'buyers choose by color', value: 'red' }
const maskJson = {
  attributes: [color],
  maskedText: '[MASK:color] mug\n\nA cosy mug of clay.',
  maskedVisual: 'A [MASK:Color] mug on a table',
}
const mask = (change: object = {}) => JSON.stringify({ ...maskJson, ...change })

describe('a mask answer', () => {
  it('says where each attribute is masked, whatever the model said', () => {
    expect(checkMasking(mask(), positive)).toEqual({
      masked: { text: maskJson.maskedText, visual: maskJson.maskedVisual },
      attributes: [{ ...color, modality: 'both' }],
    })
  })

  it('loses the attributes that no mask names', () => {
    const attributes = [color, { ...color, name: 'material', value: 'clay' }]
    expect(checkMasking(mask({ attributes }), positive).attributes).toHaveLength(1)
  })

  it('is read from a code fence, as servers without schemas give it', () => {
    const raw = `Here you are:\n\`\`\`json\n${mask()}\n\`\`\``
    expect(checkMasking(raw, positive).attributes).toHaveLength(1)
  })

  it('of an item without a visual description has one text', () => {
    const alone = { text: positive.text, visual: '' }
    const { masked } = checkMasking(mask({ maskedVisual: undefined }), alone)
    expect(masked.visual).toBe('')
  })

  it.each([
    ['no JSON', 'I cannot do that.', /not one complete JSON object/],
    ['cut off JSON', mask().slice(0, 40), /not one complete JSON object/],
    ['a missing field', mask({ maskedText: undefined }), /maskedText/],
    [
      'no mask at all',
      mask({ maskedText: positive.text, maskedVisual: positive.visual }),
      /Nothing is masked/,
    ],
    [
      'a mask without attribute',
      mask({ maskedVisual: 'A [MASK:size] mug on a table' }),
      /\[MASK:size\] is used/,
    ],
    ['a doubled attribute', mask({ attributes: [color, { ...color, name: 'Color' }] }), /listed twice/],
    ['a shortened text', mask({ maskedText: '[MASK:color] mug' }), /word for word/],
  ])('is refused with %s', (_, raw, message) => {
    expect(() => checkMasking(raw, positive)).toThrow(message)
  })
})

describe('a complete answer', () => {
  const masking = checkMasking(mask(), positive)
  const json = {
    attributes: [{ name: 'color', newValue: 'blue' }],
    text: 'Blue mug\n\nA cosy mug of clay.',
    visual: 'A blue mug on a table',
  }
  const complete = (change: object = {}) => JSON.stringify({ ...json, ...change })

  it('becomes the content of a negative', () => {
    expect(checkCompletion(complete(), positive, masking)).toEqual({
      text: json.text,
      visual: json.visual,
      attributes: [{ name: 'color', from: 'red', to: 'blue', modality: 'both', reason: color.reason }],
    })
  })

  it.each([
    ['the old value', complete({ attributes: [{ name: 'color', newValue: ' Reds' }] }), /still "red"/],
    ['no value', complete({ attributes: [] }), /does not fit its schema/],
    ['an unknown attribute', complete({ attributes: [{ name: 'size', newValue: 'big' }] }), /schema/],
    ['a mask left', complete({ text: '[MASK:color] mug\n\nA cosy mug of clay.' }), /still has a \[MASK/],
    ['the original text', complete({ text: positive.text }), /is the original one/],
  ])('is refused with %s', (_, raw, message) => {
    expect(() => checkCompletion(raw, positive, masking)).toThrow(message)
  })

  it('is refused with two values for one attribute', () => {
    const two = checkMasking(
      mask({
        attributes: [color, { ...color, name: 'material', value: 'clay' }],
        maskedText: '[MASK:color] mug\n\nA cosy mug of [MASK:material].',
      }),
      positive,
    )
    const attributes = [
      { name: 'color', newValue: 'blue' },
      { name: 'color', newValue: 'green' },
    ]
    expect(() => checkCompletion(complete({ attributes }), positive, two)).toThrow(/2 new values/)
  })
})

describe('the schemas', () => {
  it('ask for a visual text only where there is one', () => {
    expect(maskAnswer(false).safeParse(maskJson).success).toBe(true)
    expect(maskAnswer(true).safeParse({ ...maskJson, maskedVisual: undefined }).success).toBe(false)
    expect(completeAnswer(['a'], true).safeParse({ attributes: [], text: 'x' }).success).toBe(false)
  })

  it('refuse an empty description', () => {
    expect(() => readAnswer('{"description": "  "}', DescribeAnswer)).toThrow(/description/)
  })
})
