import { createHash } from 'node:crypto'
import { walkPositives } from '#main/store/item-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { encoderCacheName } from '#shared/encoders/encoder.ts'
import {
  DEFAULT_TEXT_ENCODER,
  type TextEncoderSettings,
  textEncoderNamed,
} from '#shared/encoders/text-encoder-settings.ts'
import { itemText } from '#shared/item-text.ts'
import { textEncoder } from './encoders.ts'
import { type FeatureCard, readMatrix, writeMatrix } from './matrix-cache.ts'
import { perDataset } from './per-dataset.ts'
import type { TextEncoder } from './text-encoder.ts'

/** A data set's texts as vectors, and the encoder for further texts of it. */
export interface CatalogueTexts {
  encoder: TextEncoder
  /** What the encoder was made from. */
  settings: TextEncoderSettings
  /** Row-major [items, d]; the row of an item is its position. */
  vectors: Float32Array
}

/**
 * Gives the vectors of a data set: from memory, from the workspace's features folder, or computed.
 *
 * @param settings of the encoder; the workspace's where they are left out
 */
export type CatalogueEncoder = (dataset: DatasetId, settings?: TextEncoderSettings) => Promise<CatalogueTexts>

/** The encoders used last keep what they computed in memory. */
const KEPT_ENCODERS = 2

/**
 * What it returns rejects with ExpectedError NOT_FOUND when the data set is gone.
 *
 * @param chosen the workspace's encoder, as it stands
 */
export function createCatalogueEncoder(
  workspace: ReadableWorkspace,
  chosen: () => TextEncoderSettings = () => DEFAULT_TEXT_ENCODER,
): CatalogueEncoder {
  const known = new Map<string, (dataset: DatasetId) => Promise<CatalogueTexts>>()
  return (dataset, settings = chosen()) => {
    const key = JSON.stringify(settings)
    const encode = known.get(key) ?? perDataset(workspace, (id) => encodeCatalogue(workspace, id, settings))
    known.delete(key)
    known.set(key, encode)
    const [oldest] = known.keys()
    if (known.size > KEPT_ENCODERS && oldest !== undefined) known.delete(oldest)
    return encode(dataset)
  }
}

async function encodeCatalogue(
  workspace: ReadableWorkspace,
  dataset: DatasetId,
  settings: TextEncoderSettings,
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
  const encoder = await textEncoder(settings)(corpus)
  // Rows and digest count every text, whether the encoder looked at the corpus or not.
  while (!(await corpus.next()).done);
  const descriptor = textEncoderNamed(settings.name)
  const { name, version } = descriptor
  const { dimensions } = encoder
  const card: FeatureCard = { encoder: name, version, dimensions, rows, fingerprint: digest.digest('hex') }
  const folder = workspace.paths.features(`${encoderCacheName(descriptor, settings)}-dataset-${dataset}`)
  const cached = await readMatrix(folder, card)
  if (cached !== undefined) return { encoder, settings, vectors: cached }

  const vectors = new Float32Array(rows * dimensions)
  for await (const item of walkPositives(workspace.database, dataset)) {
    vectors.set(await encoder.encode([itemText(item)]), item.position * dimensions)
  }
  await writeMatrix(folder, card, vectors)
  return { encoder, settings, vectors }
}
