import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { readPositives, readReadyDataset } from '#main/store/positive-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { itemText } from '#shared/item-text.ts'
import { fitHashedTextEncoder, HASHED_TEXT_ENCODER } from './hashed-text-encoder.ts'
import { type FeatureCard, readMatrix, writeMatrix } from './matrix-cache.ts'
import type { TextEncoder } from './text-encoder.ts'

/** A data set's texts as vectors, and the encoder for further texts of it. */
export interface CatalogueTexts {
  encoder: TextEncoder
  /** Row-major [items, d]; the row of an item is its position. */
  vectors: Float32Array
}

/** Gives the vectors of a data set: from memory, from the workspace's features folder, or computed. */
export type CatalogueEncoder = (dataset: DatasetId) => Promise<CatalogueTexts>

/** A pause between pages of this many items lets the engine answer its windows. */
const PAGE = 200

/** Data sets whose vectors stay in memory; a hundred thousand items take 150 MB. */
const KEPT = 2

/** @throws ExpectedError NOT_FOUND (from what it returns) when the data set is gone */
export function createCatalogueEncoder(workspace: Workspace): CatalogueEncoder {
  const known = new Map<string, Promise<CatalogueTexts>>()
  return (dataset) => {
    const found = readReadyDataset(workspace.database, dataset)
    if (found === undefined) {
      return Promise.reject(new ExpectedError('NOT_FOUND', 'This data set does not exist any more.'))
    }
    // Ids of removed data sets are given out again; their time of birth is not.
    const key = `${dataset} ${found.createdAt}`
    const texts = known.get(key) ?? encodeCatalogue(workspace, dataset)
    known.delete(key)
    known.set(key, texts)
    const [oldest] = known.keys()
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest)
    texts.catch(() => known.delete(key))
    return texts
  }
}

async function encodeCatalogue(workspace: Workspace, dataset: DatasetId): Promise<CatalogueTexts> {
  const digest = createHash('sha256')
  let rows = 0
  const encoder = await fitHashedTextEncoder(
    (async function* () {
      for await (const text of itemTexts(workspace, dataset)) {
        digest.update(text).update('\0')
        rows++
        yield text
      }
    })(),
  )
  const { id, version, dimensions } = HASHED_TEXT_ENCODER
  const card: FeatureCard = { encoder: id, version, dimensions, rows, fingerprint: digest.digest('hex') }
  const folder = workspace.paths.features(`${id}-${version}-dataset-${dataset}`)
  const cached = await readMatrix(folder, card)
  if (cached !== undefined) return { encoder, vectors: cached }

  const vectors = new Float32Array(rows * dimensions)
  let next = 0
  for await (const text of itemTexts(workspace, dataset)) {
    vectors.set(await encoder.encode([text]), next * dimensions)
    next++
  }
  await writeMatrix(folder, card, vectors)
  return { encoder, vectors }
}

async function* itemTexts(workspace: Workspace, dataset: DatasetId): AsyncGenerator<string> {
  for (let from = 0; ; from += PAGE) {
    const page = readPositives(workspace.database, { dataset, from, limit: PAGE })
    for (const item of page) yield itemText(item)
    if (page.length < PAGE) return
    await setImmediate()
  }
}
