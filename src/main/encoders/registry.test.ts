import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { seedDataset } from '#main/store/testing/seed.ts'
import { openWorkspace } from '#main/store/workspace.ts'
import { encoder, encoderCacheName } from '#shared/encoders/encoder.ts'
import { createCatalogueEncoder } from './catalogue-texts.ts'
import { defaultTextEncoder, type TextEncoderEntry } from './registry.ts'

/** All that a new encoder needs: its descriptor, its code, and an entry for each. */
const TOY: TextEncoderEntry = {
  descriptor: encoder({
    name: 'toy',
    label: 'Toy',
    summary: 'The length of a text.',
    source: 'none',
    modality: 'text',
    version: '7',
    dimensions: 1,
    settings: z.strictObject({ scale: z.number().default(1) }),
  }),
  fit: async () => ({
    id: 'toy',
    version: '7',
    dimensions: 1,
    encode: async (texts) => Float32Array.from(texts, (text) => text.length),
  }),
}

it('a new encoder encodes a catalogue and has a cache of its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'encoder-'))
  const workspace = openWorkspace(folder)
  const { dataset } = seedDataset(workspace, 'mugs', ['Red mug'])
  const { vectors } = await createCatalogueEncoder(workspace, TOY)(dataset)
  expect(vectors).toHaveLength(1)
  expect(existsSync(workspace.paths.features(`toy-7-dataset-${dataset}`))).toBe(true)
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

it('the cache of an encoder is named by version and changed settings', () => {
  expect(encoderCacheName(defaultTextEncoder().descriptor, {})).toBe('hashed-tfidf-1')
  expect(encoderCacheName(TOY.descriptor, { scale: 1 })).toBe('toy-7')
  expect(encoderCacheName(TOY.descriptor, { scale: 2 })).toBe('toy-7-scale=2')
})
