import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPictureEncoder } from '#main/encoders/catalogue-pictures.ts'
import { createCatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { cosine, row } from '#main/encoders/vectors.ts'
import { visualSpace } from '#main/encoders/visual-space.ts'
import { seedCatalogue } from '#main/store/testing/seed-catalogue.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { EncodingProgress } from '#shared/contract/encoding.ts'
import { TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import { TINY_DIMENSIONS, writeTinyJointFolder, writeTinySentenceFolder } from './testing/tiny-folders.ts'

// Each of these starts processes.
vi.setConfig({ testTimeout: 60_000 })

let folder: string
let model: string
let workspace: Workspace
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onnx-catalogue-'))
  model = join(folder, 'model')
  workspace = openWorkspace(join(folder, 'workspace'))
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

const RECORD_BYTES = 32 + 4 * TINY_DIMENSIONS
/** Texts whose vectors are kept, by the file that keeps them. */
function keptTexts(): number[] {
  const features = workspace.paths.features('')
  return readdirSync(features)
    .filter((name) => name.endsWith('-texts.vectors'))
    .map((name) => statSync(join(features, name)).size / RECORD_BYTES)
}
const titles = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ title: `red mug ${'oak '.repeat(at)}` }))

describe('the texts of a catalogue', () => {
  const settings = () => TextEncoderSettings.parse({ name: 'onnx', folder: model })

  it('are kept page by page, and encoding goes on after it was stopped', async () => {
    writeTinySentenceFolder(model)
    const { dataset } = seedCatalogue(workspace, 'mugs', titles(450))
    const stop = new AbortController()
    const stopped = createCatalogueEncoder(workspace, settings, {
      onProgress: () => stop.abort(new Error('closed')),
      signal: stop.signal,
    })
    await expect(stopped(dataset)).rejects.toThrow('closed')
    expect(keptTexts()).toEqual([200])
    const told: EncodingProgress[] = []
    const resumed = createCatalogueEncoder(workspace, settings, {
      onProgress: (progress) => told.push(progress),
      signal: new AbortController().signal,
    })
    const { encoder, vectors } = await resumed(dataset)
    expect(keptTexts()).toEqual([450])
    expect(vectors).toHaveLength(450 * encoder.dimensions)
    expect(told.at(-1)).toEqual({
      dataset,
      encoder: 'Sentence encoder (ONNX folder)',
      what: 'texts',
      done: 450,
      total: 450,
    })
  })

  it('of another data set are not encoded again where they are the same', async () => {
    writeTinySentenceFolder(model)
    const encode = createCatalogueEncoder(workspace, settings)
    const first = await encode(seedCatalogue(workspace, 'mugs', titles(30)).dataset)
    const second = await encode(seedCatalogue(workspace, 'more mugs', titles(34)).dataset)
    expect(keptTexts()).toEqual([34])
    expect(second.vectors.slice(0, first.vectors.length)).toEqual(first.vectors)
    await first.encoder.encode(['a blue jug', 'red mug '])
    expect(keptTexts()).toEqual([35])
  })

  it('are encoded anew when the folder changes, without a restart', async () => {
    writeTinySentenceFolder(model)
    const { dataset } = seedCatalogue(workspace, 'mugs', titles(5))
    const encode = createCatalogueEncoder(workspace, settings)
    const before = await encode(dataset)
    expect(await encode(dataset)).toBe(before)
    writeTinySentenceFolder(model, {
      'config_sentence_transformers.json': { prompts: { document: 'blue ' } },
    })
    const after = await encode(dataset)
    expect(after.encoder.revision).not.toBe(before.encoder.revision)
    expect(after.vectors).not.toEqual(before.vectors)
    expect(keptTexts()).toEqual([5, 5])
  })

  it('are refused once the folder is gone, while the model in memory still encodes', async () => {
    writeTinySentenceFolder(model)
    const { dataset } = seedCatalogue(workspace, 'mugs', titles(2))
    const { encoder } = await createCatalogueEncoder(workspace, settings)(dataset)
    rmSync(model, { recursive: true })
    await expect(createCatalogueEncoder(workspace, settings)(dataset)).rejects.toThrow(/does not exist/)
    expect(await encoder.encode(['red mug '])).toHaveLength(TINY_DIMENSIONS)
  })
})

describe('the image modality', () => {
  const settings = () => TextEncoderSettings.parse({ name: 'clip', folder: model })
  const { signal } = new AbortController()

  async function paint(background: string): Promise<string> {
    const file = join(folder, `${background}.jpg`)
    await sharp({ create: { width: 4, height: 4, channels: 3, background } })
      .jpeg()
      .toFile(file)
    return file
  }

  it('of an item is its picture where the encoder takes both, else its description', async () => {
    writeTinyJointFolder(model, { type: 'clip', models: 'towers' })
    const { dataset } = seedCatalogue(workspace, 'mugs', [
      { title: 'mug', image: await paint('red') },
      { title: 'jug', image: await paint('blue') },
      { title: 'oak' },
    ])
    const sources = {
      texts: createCatalogueEncoder(workspace, settings),
      pictures: createPictureEncoder(workspace, settings),
    }
    const space = await visualSpace(sources, dataset)
    expect(space.joint).toBe(true)
    const items = await space.items(
      [0, 1, 2].map((position) => ({ position, visualPositive: 'blue blue blue' })),
      signal,
    )
    const [red, blue] = await Promise.all(
      ['red red red', 'blue blue blue'].map((text) => space.descriptions([text], signal)),
    )
    const alike = (item: number, description: Float32Array | undefined) =>
      cosine(row(items, item, space.dimensions), description ?? new Float32Array())
    expect(alike(0, red)).toBeGreaterThan(alike(0, blue))
    expect(alike(1, blue)).toBeGreaterThan(alike(1, red))
    expect(alike(2, blue)).toBeCloseTo(1, 5)
  })

  it('is the description of both in a space of texts alone', async () => {
    writeTinySentenceFolder(model)
    const { dataset } = seedCatalogue(workspace, 'mugs', [{ title: 'mug', image: await paint('red') }])
    const texts = createCatalogueEncoder(workspace, () =>
      TextEncoderSettings.parse({ name: 'onnx', folder: model }),
    )
    const space = await visualSpace({ texts, pictures: createPictureEncoder(workspace) }, dataset)
    expect(space.joint).toBe(false)
    const [item, description] = await Promise.all([
      space.items([{ position: 0, visualPositive: 'a red mug' }], signal),
      space.descriptions(['a red mug'], signal),
    ])
    expect(item).toEqual(description)
  })

  it('is kept by picture', async () => {
    writeTinyJointFolder(model, { type: 'siglip', models: 'towers' })
    const red = await paint('red')
    const { dataset } = seedCatalogue(workspace, 'mugs', [{ title: 'mug', image: red }, { title: 'jug' }])
    const pictures = await createPictureEncoder(workspace, settings)(dataset)
    expect(pictures.rows).toBe(2)
    expect(row(pictures.values, 0, 4).some((value) => value !== 0)).toBe(true)
    expect([...row(pictures.values, 1, 4)]).toEqual([0, 0, 0, 0])
    expect(await createPictureEncoder(workspace, settings)(dataset)).toEqual(pictures)
  })
})
