import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitHashedTextEncoder } from './hashed-text-encoder.ts'
import { cosine, row } from './vectors.ts'

const CORPUS = [
  'Red ceramic mug with a curved handle',
  'Blue ceramic mug with a straight handle',
  'Oak table for the dining room',
  'Steel lamp with a linen shade',
  'Knitted wool blanket for the sofa',
]

async function vectors(texts: string[]): Promise<Float32Array[]> {
  const encoder = await fitHashedTextEncoder(CORPUS)
  const matrix = await encoder.encode(texts)
  return texts.map((_, index) => row(matrix, index, encoder.dimensions))
}

async function similarity(a: string, b: string): Promise<number> {
  const [first, second] = await vectors([a, b])
  if (first === undefined || second === undefined) throw new Error('two texts, two vectors')
  return cosine(first, second)
}

describe('the built-in text encoder', () => {
  it('gives unit rows, the same each time, whatever the text', async () => {
    const encoders = await Promise.all([fitHashedTextEncoder(CORPUS), fitHashedTextEncoder(CORPUS)])
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 0, maxLength: 200 }), async (text) => {
        const [first, second] = await Promise.all(encoders.map((encoder) => encoder.encode([text])))
        const length = Math.hypot(...(first ?? []))
        expect(first).toEqual(second)
        expect(length === 0 || Math.abs(length - 1) < 1e-5).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  it('gives a zero row, not NaN, for a text without words', async () => {
    const [empty, dots, words] = await vectors(['', ' … — !', 'mug'])
    expect(empty?.every((value) => value === 0)).toBe(true)
    expect(dots).toEqual(empty)
    expect(cosine(empty ?? new Float32Array(), words ?? new Float32Array())).toBe(0)
    expect(cosine(empty ?? new Float32Array(), dots ?? new Float32Array())).toBe(1)
  })

  it('puts texts that share words closer than texts that do not', async () => {
    const near = await similarity('Red ceramic mug', 'Blue ceramic mug')
    const far = await similarity('Red ceramic mug', 'Steel lamp with a linen shade')
    expect(near).toBeGreaterThan(0.4)
    expect(Math.abs(far)).toBeLessThan(0.2)
  })

  it('does not tell a plural, a possessive or upper case from the plain word', async () => {
    expect(await similarity("The MUG's handles", 'the mug handle')).toBeCloseTo(1, 5)
  })

  it('counts rare words for more than words of every text', async () => {
    const corpus = Array.from({ length: 50 }, (_, index) => `mug with number${index}`)
    const encoder = await fitHashedTextEncoder(corpus)
    const matrix = await encoder.encode(['mug number3', 'mug', 'number3'])
    const [both, common, rare] = [0, 1, 2].map((index) => row(matrix, index, encoder.dimensions))
    if (both === undefined || common === undefined || rare === undefined) throw new Error('three rows')
    expect(cosine(both, rare)).toBeGreaterThan(cosine(both, common) + 0.2)
  })

  it('has as many dimensions as were chosen', async () => {
    const settings = { name: 'hashed-tfidf', dimensions: 64, wordPairs: true } as const
    const encoder = await fitHashedTextEncoder(CORPUS, settings)
    const matrix = await encoder.encode(['Red mug', 'Steel lamp'])
    expect(matrix).toHaveLength(2 * 64)
    expect(Math.hypot(...row(matrix, 1, 64))).toBeCloseTo(1, 5)
  })

  it.each([
    [true, false],
    [false, true],
  ])('with word pairs %s finds the same words in another order alike: %s', async (wordPairs, alike) => {
    const settings = { name: 'hashed-tfidf', dimensions: 384, wordPairs } as const
    const encoder = await fitHashedTextEncoder(CORPUS, settings)
    const matrix = await encoder.encode(['red mug blue lamp', 'lamp blue mug red'])
    const similarity = cosine(row(matrix, 0, 384), row(matrix, 1, 384))
    expect(Math.abs(1 - similarity) < 1e-5).toBe(alike)
  })
})
