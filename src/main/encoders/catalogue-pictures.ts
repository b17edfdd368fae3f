import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { walkPositives } from '#main/store/item-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { DatasetId, MediaHash } from '#shared/contract/ids.ts'
import { encoderCacheName } from '#shared/encoders/encoder.ts'
import { pictureEncoderBeside, pictureEncoderNamed } from '#shared/encoders/picture-encoder-settings.ts'
import { DEFAULT_TEXT_ENCODER, type TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import { pictureEncoder, textRevision } from './encoders.ts'
import { type EncodingContext, paced, UNWATCHED } from './encoding-progress.ts'
import { keptVectors } from './kept-vectors.ts'
import { type FeatureCard, readMatrix, writeMatrix } from './matrix-cache.ts'
import { perDataset } from './per-dataset.ts'
import { VectorLog } from './vector-log.ts'

/** Vectors of a data set's pictures, row-major [rows, dimensions]; the row of an item is its position. */
export interface PictureVectors {
  readonly rows: number
  readonly dimensions: number
  readonly values: Float32Array
}

/**
 * @param texts what the data set's texts are encoded with, the workspace's encoder where it is left out: pictures go
 * through the same one where it takes both
 */
export type CataloguePictures = (dataset: DatasetId, texts?: TextEncoderSettings) => Promise<PictureVectors>

/** Between pages the engine answers its windows. */
const PICTURES_PER_PAGE = 32

/** The encoders used last keep what they computed in memory. */
const KEPT_ENCODERS = 2

/**
 * From memory, from the workspace's features folder, or computed. An item without a picture, or with one that cannot
 * be read, has zeros. What it returns rejects with ExpectedError NOT_FOUND when the data set is gone.
 *
 * @param chosen the workspace's encoder of texts, as it stands
 */
export function createPictureEncoder(
  workspace: ReadableWorkspace,
  chosen: () => TextEncoderSettings = () => DEFAULT_TEXT_ENCODER,
  context: EncodingContext = UNWATCHED,
): CataloguePictures {
  const known = new Map<string, (dataset: DatasetId) => Promise<PictureVectors>>()
  return async (dataset, texts = chosen()) => {
    const settings = pictureEncoderBeside(texts)
    const both = settings.name === texts.name
    const key = JSON.stringify([settings, both ? await textRevision(texts) : null])
    const encode =
      known.get(key) ?? perDataset(workspace, (id) => encodePictures(workspace, id, settings, context))
    known.delete(key)
    known.set(key, encode)
    const [oldest] = known.keys()
    if (known.size > KEPT_ENCODERS && oldest !== undefined) known.delete(oldest)
    return encode(dataset)
  }
}

async function encodePictures(
  workspace: ReadableWorkspace,
  dataset: DatasetId,
  settings: ReturnType<typeof pictureEncoderBeside>,
  context: EncodingContext,
): Promise<PictureVectors> {
  const digest = createHash('sha256')
  const images: (MediaHash | null)[] = []
  for await (const { position, image } of walkPositives(workspace.database, dataset)) {
    digest.update(image ?? '').update('\0')
    images[position] = image
  }
  const descriptor = pictureEncoderNamed(settings.name)
  const { name, version, label } = descriptor
  const encoder = await pictureEncoder(settings)
  const { dimensions } = encoder
  const card: FeatureCard = {
    encoder: name,
    version,
    dimensions,
    rows: images.length,
    fingerprint: digest.digest('hex'),
  }
  const cacheName = encoderCacheName(descriptor, settings, encoder.revision)
  // An encoder of both modalities has its texts under the same name.
  const folder = workspace.paths.features(`${cacheName}-pictures-of-dataset-${dataset}`)
  const cached = await readMatrix(folder, card)
  if (cached !== undefined) return { rows: images.length, dimensions, values: cached }

  const log = await VectorLog.open(workspace.paths.features(`${cacheName}-pictures.vectors`), dimensions)
  const vectors = new Float32Array(images.length * dimensions)
  const progress = paced(context.onProgress)
  const seen = images.flatMap((image, position) => (image === null ? [] : [{ image, position }]))
  for (let from = 0; from < seen.length; from += PICTURES_PER_PAGE) {
    context.signal.throwIfAborted()
    const page = seen.slice(from, from + PICTURES_PER_PAGE)
    const hashes = page.map(({ image }) => image)
    const matrix = await keptVectors(log, hashes, hashes, (missing) =>
      encoder.encode(missing.map((image) => workspace.paths.media(image))),
    )
    page.forEach(({ position }, at) => {
      vectors.set(matrix.subarray(at * dimensions, (at + 1) * dimensions), position * dimensions)
    })
    progress({ dataset, encoder: label, what: 'pictures', done: from + page.length, total: seen.length })
    await setImmediate()
  }
  await writeMatrix(folder, card, vectors)
  return { rows: images.length, dimensions, values: vectors }
}
