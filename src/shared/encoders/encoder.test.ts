import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { encoder, encoderCacheName, encoderName } from './encoder.ts'
import { hashedTfidf } from './hashed-tfidf.ts'
import { importedFeatures } from './imported-features.ts'
import { onnx } from './onnx.ts'
import { encoders, pictureEncoders, textEncoders } from './registry.ts'

const toy = encoder({
  name: 'toy',
  label: 'Toy',
  summary: 'The length of a text.',
  source: 'none',
  modality: 'text',
  version: '7',
  settings: z.strictObject({
    name: z.literal('toy'),
    scale: z.number().default(1),
    word: z.string().default(''),
  }),
})

describe('the vectors of an encoder', () => {
  it('are cached under name, version and changed settings', () => {
    expect(encoderCacheName(hashedTfidf, { name: 'hashed-tfidf' })).toBe('hashed-tfidf-1')
    expect(encoderCacheName(hashedTfidf, { name: 'hashed-tfidf', dimensions: 384 })).toBe('hashed-tfidf-1')
    expect(encoderCacheName(toy, { name: 'toy', scale: 1 })).toBe('toy-7')
    expect(encoderCacheName(toy, { name: 'toy', word: 'a/b', scale: 2 })).toBe(
      'toy-7-scale=2-word=%22a%2Fb%22',
    )
  })

  it('of imported features are found under the name of their file', () => {
    expect(encoderCacheName(importedFeatures, { name: 'file', file: 'text_feat' })).toBe('file-text_feat')
  })

  it('are named with the same in provenance', () => {
    expect(encoderName(toy, { name: 'toy' })).toBe('toy@7')
    expect(encoderName(toy, { name: 'toy', scale: 0.5 })).toBe('toy@7 scale=0.5')
  })
})

it('provenance of a model in a folder does not tell where the folder lies', () => {
  const chosen = { name: 'onnx', folder: '/home/ann/models/MiniLM v2/', prefix: '' }
  expect(encoderName(onnx, chosen, 'abc')).toBe('onnx@1 folder=MiniLM%20v2 revision=abc')
  expect(encoderName(onnx, { ...chosen, folder: 'C:\\models\\e5' }, 'abc')).toBe(
    'onnx@1 folder=e5 revision=abc',
  )
  expect(encoderCacheName(onnx, chosen, 'abc')).toBe('onnx-1-abc')
})

it('every encoder has a name of its own, and stands where its modality says', () => {
  expect(new Set(encoders.map(({ name }) => name)).size).toBe(encoders.length)
  for (const { modality } of textEncoders) expect(['text', 'both']).toContain(modality)
  for (const { modality } of pictureEncoders) expect(['image', 'both']).toContain(modality)
})
