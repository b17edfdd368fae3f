import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
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
import { TEXTS_PER_PAGE } from './encode-all.ts'
import { textEncoder, textRevision } from './encoders.ts'
import { type EncodingContext, paced, UNWATCHED } from './encoding-progress.ts'
import { keptVectors } from './kept-vectors.ts'
import { type FeatureCard, readMatrix, writeMatrix } from './matrix-cache.ts'
import { perDataset } from './per-dataset.ts'
import type { TextEncoder } from './text-encoder.ts'
import { textKey, VectorLog } from './vector-log.ts'

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
 * What it returns rejects with ExpectedError NOT_FOUND when the data set is gone, and as the encoder does that cannot be
 * used. What was encoded until then is kept.
 *
 * @param chosen the workspace's encoder, as it stands
 */
export function createCatalogueEncoder(
  workspace: ReadableWorkspace,
  chosen: () => TextEncoderSettings = () => DEFAULT_TEXT_ENCODER,
  context: EncodingContext = UNWATCHED,
): CatalogueEncoder {
  const known = new Map<string, (dataset: DatasetId) => Promise<CatalogueTexts>>()
  return async (dataset, settings = chosen()) => {
    const key = JSON.stringify([settings, await textRevision(settings)])
    const encode =
      known.get(key) ?? perDataset(workspace, (id) => encodeCatalogue(workspace, id, settings, context))
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
  context: EncodingContext,
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
  const fitted = await textEncoder(settings)(corpus)
  // Rows and digest count every text, whether the encoder looked at the corpus or not.
  while (!(await corpus.next()).done);
  const descriptor = textEncoderNamed(settings.name)
  const { name, version, label } = descriptor
  const { dimensions, revision } = fitted
  const cacheName = encoderCacheName(descriptor, settings, revision)
  const log =
    revision === undefined
      ? undefined
      : await VectorLog.open(workspace.paths.features(`${cacheName}-texts.vectors`), dimensions)
  const encoder = log === undefined ? fitted : remembering(fitted, log)
  const card: FeatureCard = { encoder: name, version, dimensions, rows, fingerprint: digest.digest('hex') }
  const folder = workspace.paths.features(`${cacheName}-dataset-${dataset}`)
  const cached = await readMatrix(folder, card)
  if (cached !== undefined) return { encoder, settings, vectors: cached }

  const vectors = new Float32Array(rows * dimensions)
  const progress = paced(context.onProgress)
  let done = 0
  const encodePage = async (page: { text: string; position: number }[]) => {
    context.signal.throwIfAborted()
    const matrix = await encoder.encode(page.map(({ text }) => text))
    page.forEach(({ position }, at) => {
      vectors.set(matrix.subarray(at * dimensions, (at + 1) * dimensions), position * dimensions)
    })
    done += page.length
    progress({ dataset, encoder: label, what: 'texts', done, total: rows })
    await setImmediate()
  }
  let page: { text: string; position: number }[] = []
  for await (const item of walkPositives(workspace.database, dataset)) {
    page.push({ text: itemText(item), position: item.position })
    if (page.length < TEXTS_PER_PAGE) continue
    await encodePage(page)
    page = []
  }
  if (page.length > 0) await encodePage(page)
  await writeMatrix(folder, card, vectors)
  return { encoder, settings, vectors }
}

/** The same encoder, which keeps the vector of every text. */
function remembering(encoder: TextEncoder, log: VectorLog): TextEncoder {
  return {
    ...encoder,
    encode: (texts) => keptVectors(log, texts, texts.map(textKey), (missing) => encoder.encode(missing)),
  }
}
