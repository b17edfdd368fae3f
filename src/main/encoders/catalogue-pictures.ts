import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { walkPositives } from '#main/store/item-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { encoderCacheName } from '#shared/encoders/encoder.ts'
import { pictureEncoder } from './encoders.ts'
import { type FeatureCard, readMatrix, writeMatrix } from './matrix-cache.ts'
import { perDataset } from './per-dataset.ts'

/** Vectors of a data set's pictures, row-major [rows, dimensions]; the row of an item is its position. */
export interface PictureVectors {
  readonly rows: number
  readonly dimensions: number
  readonly values: Float32Array
}

export type CataloguePictures = (dataset: DatasetId) => Promise<PictureVectors>

/**
 * From memory, from the workspace's features folder, or computed. An item without a picture, or with one that cannot
 * be read, has zeros. What it returns rejects with ExpectedError NOT_FOUND when the data set is gone.
 */
export function createPictureEncoder(workspace: ReadableWorkspace): CataloguePictures {
  return perDataset(workspace, (dataset) => encodePictures(workspace, dataset))
}

async function encodePictures(workspace: ReadableWorkspace, dataset: DatasetId): Promise<PictureVectors> {
  const digest = createHash('sha256')
  const paths: (string | null)[] = []
  for await (const { position, image } of walkPositives(workspace.database, dataset)) {
    digest.update(image ?? '').update('\0')
    paths[position] = image === null ? null : workspace.paths.media(image)
  }
  const { descriptor, encoder } = pictureEncoder()
  const { name, version } = descriptor
  const { dimensions } = encoder
  const card: FeatureCard = {
    encoder: name,
    version,
    dimensions,
    rows: paths.length,
    fingerprint: digest.digest('hex'),
  }
  const folder = workspace.paths.features(`${encoderCacheName(descriptor, { name })}-dataset-${dataset}`)
  const cached = await readMatrix(folder, card)
  if (cached !== undefined) return { rows: paths.length, dimensions, values: cached }

  const vectors = new Float32Array(paths.length * dimensions)
  for (const [position, path] of paths.entries()) {
    if (path === null) continue
    const vector = await encoder.encode(path).catch(() => null)
    if (vector !== null) vectors.set(vector, position * dimensions)
    await setImmediate()
  }
  await writeMatrix(folder, card, vectors)
  return { rows: paths.length, dimensions, values: vectors }
}
