import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitHashedTextEncoder } from '#main/encoders/hashed-text-encoder.ts'
import type { AttributeChange, Modality } from '#shared/contract/proposals.ts'
import { flagsOfQuality, LIMITS, mergeFlags } from './flags.ts'
import { measure } from './measure.ts'
import { balance, cohesion, contrast, falseNegativeRisk } from './quality-metrics.ts'

const vector = (...values: number[]) => Float32Array.from(values)
const change = (to: string, modality: Modality): AttributeChange => ({
  name: 'colour',
  from: 'red',
  to,
  modality,
  reason: '',
})

describe('contrast', () => {
  it.each([
    ['the same direction', vector(1, 0), vector(1, 0), 0],
    ['a right angle', vector(1, 0), vector(0, 1), 1],
    ['3-4-5', vector(1, 0), vector(0.6, 0.8), 0.4],
    ['text against nothing', vector(1, 0), vector(0, 0), 1],
    ['nothing against nothing', vector(0, 0), vector(0, 0), 0],
  ])('of %s', (_, positive, negative, expected) => {
    expect(contrast(positive, negative)).toBeCloseTo(expected, 6)
  })
})

describe('balance', () => {
  it.each([
    [0.2, 0.4, 0.5],
    [0.4, 0.2, 0.5],
    [0.3, 0.3, 1],
    [0.3, 0, 0],
    [0, 0, null],
    [0.3, null, null],
    [null, 0.3, null],
  ])('of %f and %f', (text, image, expected) => {
    expect(balance(text, image)).toBe(expected)
  })

  it('does not care which modality is which, and is a share', () => {
    const contrasts = fc.double({ min: 0, max: 2, noNaN: true })
    fc.assert(
      fc.property(contrasts, contrasts, (text, image) => {
        const value = balance(text, image)
        expect(value).toBe(balance(image, text))
        expect(value === null || (value >= 0 && value <= 1)).toBe(true)
      }),
    )
  })
})

describe('cohesion', () => {
  it('is the share of new values that stand in both texts', () => {
    const negative = { text: 'A blue mug of glass', visual: 'Blue mug on oak' }
    const attributes = [change('blue', 'both'), change('glass', 'both')]
    expect(cohesion(attributes, negative)).toBe(0.5)
    expect(cohesion([change('blue', 'both')], negative)).toBe(1)
  })

  it('is unknown where nothing was changed in both', () => {
    expect(cohesion([change('blue', 'text')], { text: 'blue', visual: '' })).toBeNull()
  })
})

describe('false-negative risk', () => {
  const items = vector(1, 0, 0, 1, 0.6, 0.8)

  it('is the largest cosine to what the users like', () => {
    expect(falseNegativeRisk(vector(1, 0), items, [1, 2])).toBeCloseTo(0.6, 6)
    expect(falseNegativeRisk(vector(1, 0), items, [0, 1, 2])).toBe(1)
    expect(falseNegativeRisk(vector(1, 0), items, [1])).toBe(0)
  })

  it('is unknown where the users like nothing else', () => {
    expect(falseNegativeRisk(vector(1, 0), items, [])).toBeNull()
  })
})

describe('flags', () => {
  const fine = {
    contrastText: 0.2,
    contrastImage: 0.2,
    balance: 1,
    cohesion: 1,
    falseNegativeRisk: 0.2,
    outsideEdits: 0,
  }
  const slight = LIMITS.nearlyUnchanged / 2

  it.each([
    ['good quality metrics', {}, []],
    ['one still modality', { contrastImage: slight, balance: LIMITS.unbalanced / 2 }, ['unbalanced']],
    ['both still', { contrastText: slight, contrastImage: slight }, ['nearly-unchanged']],
    ['only text, still', { contrastText: slight, contrastImage: null, balance: null }, ['nearly-unchanged']],
    ['another item', { contrastText: 0.9 }, ['too-different']],
    ['close to what users like', { falseNegativeRisk: 0.9 }, ['false-negative-risk']],
    ['unknown risk', { falseNegativeRisk: null }, []],
  ])('of %s', (_, qualityMetrics, expected) => {
    expect(flagsOfQuality({ ...fine, ...qualityMetrics })).toEqual(expected)
  })

  it('of rules and quality metrics are one list without repeats, in the order of the contract', () => {
    expect(mergeFlags(['repaired', 'unbalanced'], ['too-different', 'unbalanced'])).toEqual([
      'unbalanced',
      'too-different',
      'repaired',
    ])
  })
})

describe('measure', () => {
  const corpus = ['Red mug', 'Blue mug', 'Oak table']
  const red = { title: 'Red mug', description: '' }

  it('finds a negative that is another liked item risky, and one like nothing else not', async () => {
    const encoder = await fitHashedTextEncoder(corpus)
    const texts = await encoder.encode(corpus)
    const negative = { text: 'Blue mug', visual: 'A blue mug', attributes: [change('blue', 'both')] }
    const generation = { visualPositive: 'A red mug', negative, outsideEdits: 0 }
    const near = await measure(red, generation, { encoder, texts, joint: null, liked: [1, 2] })
    const far = await measure(red, generation, { encoder, texts, joint: null, liked: [2] })
    expect(near.falseNegativeRisk).toBeCloseTo(1, 5)
    expect(far.falseNegativeRisk).toBeLessThan(0.3)
    expect(near.contrastText).toBeGreaterThan(0.1)
    expect(near.contrastImage).toBeGreaterThan(0.1)
    expect(near.cohesion).toBe(1)
  })

  it('knows nothing of the picture where none was described', async () => {
    const encoder = await fitHashedTextEncoder(corpus)
    const texts = await encoder.encode(corpus)
    const generation = {
      visualPositive: '',
      negative: { text: 'Blue mug', visual: '', attributes: [change('blue', 'text')] },
      outsideEdits: 0,
    }
    const qualityMetrics = await measure(red, generation, { encoder, texts, joint: null, liked: [] })
    expect(qualityMetrics).toMatchObject({ contrastImage: null, balance: null, falseNegativeRisk: null })
  })
})
