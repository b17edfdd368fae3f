import { createHash } from 'node:crypto'
import { walkPositives } from '#main/store/item-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { encoderCacheName } from '#shared/encoders/encoder.ts'
import { itemText } from '#shared/item-text.ts'
import { type FeatureCard, readMatrix, writeMatrix } from './matrix-cache.ts'
import { perDataset } from './per-dataset.ts'
import { defaultTextEncoder, type TextEncoderEntry } from './registry.ts'
import type { TextEncoder } from './text-encoder.ts'

/** A data set's texts as vectors, and the encoder for further texts of it. */
export interface CatalogueTexts {
  encoder: TextEncoder
  /** Row-major [items, d]; the row of an item is its position. */
  vectors: Float32Array
}

/** Gives the vectors of a data set: from memory, from the workspace's features folder, or computed. */
export type CatalogueEncoder = (dataset: DatasetId) => Promise<CatalogueTexts>

/** What it returns rejects with ExpectedError NOT_FOUND when the data set is gone. */
export function createCatalogueEncoder(
  workspace: ReadableWorkspace,
  entry = defaultTextEncoder(),
): CatalogueEncoder {
  return perDataset(workspace, (dataset) => encodeCatalogue(workspace, dataset, entry))
}

async function encodeCatalogue(
  workspace: ReadableWorkspace,
  dataset: DatasetId,
  entry: TextEncoderEntry,
): Promise<CatalogueTexts> {
  const digest = createHash('sha256')
  let rows = 0
  const corpus = (async function* () {
    for await (const item of walkPositives(workspace.database, dataset)) {
      const text = itemText(item)
      digest.update(text).update('\0')
      rows++
      yield text
    }
  })()
  const encoder = await entry.fit(corpus)
  // Rows and digest count every text, whether the encoder looked at the corpus or not.
  while (!(await corpus.next()).done);
  const { name, version, dimensions } = entry.descriptor
  const card: FeatureCard = { encoder: name, version, dimensions, rows, fingerprint: digest.digest('hex') }
  const folder = workspace.paths.features(`${encoderCacheName(entry.descriptor, {})}-dataset-${dataset}`)
  const cached = await readMatrix(folder, card)
  if (cached !== undefined) return { encoder, vectors: cached }

  const vectors = new Float32Array(rows * dimensions)
  for await (const item of walkPositives(workspace.database, dataset)) {
    vectors.set(await encoder.encode([itemText(item)]), item.position * dimensions)
  }
  await writeMatrix(folder, card, vectors)
  return { encoder, vectors }
}
