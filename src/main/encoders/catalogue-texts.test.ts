import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { removeAllDatasets } from '#main/store/testing/inspect.ts'
import { seedCatalogue } from '#main/store/testing/seed-catalogue.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { createCatalogueEncoder } from './catalogue-texts.ts'
import { readMatrix } from './matrix-cache.ts'
import { cosine, row } from './vectors.ts'

let folder: string
let workspace: Workspace
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'encoder-'))
  workspace = openWorkspace(folder)
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

const titles = (word: string) => Array.from({ length: 450 }, (_, index) => ({ title: `${word} ${index}` }))
const features = () => workspace.paths.features('')
const cacheFolder = () => join(features(), readdirSync(features())[0] ?? '')

describe('the text vectors of a data set', () => {
  it('have the row of each item at its position', async () => {
    const { dataset } = seedCatalogue(workspace, 'mugs', titles('mug'))
    const { encoder, vectors } = await createCatalogueEncoder(workspace)(dataset)
    expect(vectors).toHaveLength(450 * encoder.dimensions)
    const last = row(vectors, 449, encoder.dimensions)
    expect(cosine(last, await encoder.encode(['mug 449']))).toBeCloseTo(1, 5)
  })

  it('are the same from memory, from the workspace, and computed again', async () => {
    const { dataset } = seedCatalogue(workspace, 'mugs', titles('mug'))
    const encode = createCatalogueEncoder(workspace)
    const computed = await encode(dataset)
    expect(await encode(dataset)).toBe(computed)
    const stored = await createCatalogueEncoder(workspace)(dataset)
    expect(stored.vectors).toEqual(computed.vectors)
    for (const damage of ['matrix.npy', 'card.json']) {
      writeFileSync(join(cacheFolder(), damage), 'half a fi')
      expect((await createCatalogueEncoder(workspace)(dataset)).vectors).toEqual(computed.vectors)
    }
  })

  it('are not those of a data set that had the same id before', async () => {
    const first = seedCatalogue(workspace, 'mugs', titles('mug'))
    await createCatalogueEncoder(workspace)(first.dataset)
    removeAllDatasets(workspace.database)
    const second = seedCatalogue(workspace, 'lamps', titles('lamp'))
    expect(second.dataset).toBe(first.dataset)
    const { encoder, vectors } = await createCatalogueEncoder(workspace)(second.dataset)
    expect(cosine(row(vectors, 7, encoder.dimensions), await encoder.encode(['lamp 7']))).toBeCloseTo(1, 5)
  })

  it('of a data set that is gone are refused', async () => {
    await expect(createCatalogueEncoder(workspace)(9 as DatasetId)).rejects.toThrow(/does not exist/)
  })

  it('are taken from the workspace only under their own card', async () => {
    const { dataset } = seedCatalogue(workspace, 'mugs', titles('mug'))
    await createCatalogueEncoder(workspace)(dataset)
    const other = { encoder: 'other', version: '1', dimensions: 384, rows: 450, fingerprint: '' }
    expect(await readMatrix(cacheFolder(), other)).toBeUndefined()
  })
})
