import type { DatasetId } from '#shared/contract/ids.ts'
import { type TextEncoderSettings, textEncoderNamed } from '#shared/encoders/text-encoder-settings.ts'
import type { CataloguePictures } from './catalogue-pictures.ts'
import type { CatalogueEncoder, CatalogueTexts } from './catalogue-texts.ts'
import { encodeAll } from './encode-all.ts'
import { normalise, row } from './vectors.ts'

/**
 * The space in which the image modality of items and negatives is compared. A negative has no picture, so it stands
 * there with its visual description; an item stands there with its picture where the encoder has pictures and texts in
 * one space, else with its visual description as well.
 */
export interface VisualSpace {
  readonly dimensions: number
  /** Whether pictures count. */
  readonly joint: boolean
  /** Row-major [items, dimensions]; an item without a picture, or in a space of texts alone, has its description. */
  items(items: readonly VisualItem[], signal: AbortSignal): Promise<Float32Array>
  /** Row-major [descriptions, dimensions]. */
  descriptions(descriptions: readonly string[], signal: AbortSignal): Promise<Float32Array>
  /** A text of the other modality, moved like a description, so that cosines with both mean something. */
  text(vector: Float32Array): Float32Array
}

export interface VisualItem {
  /** Row in the catalogue. */
  readonly position: number
  /** Its visual description. */
  readonly visualPositive: string
}

/**
 * In the joint space of a CLIP, pictures and texts lie in two cones apart from each other (Liang et al., "Mind the Gap",
 * NeurIPS 2022), so that any text is further from any picture than from any text. Both are taken from the mean of their
 * kind over the catalogue, and brought back to length 1.
 */
export async function visualSpace(
  { texts, pictures }: { texts: CatalogueEncoder; pictures: CataloguePictures },
  dataset: DatasetId,
  settings?: TextEncoderSettings,
): Promise<VisualSpace> {
  const catalogue = await texts(dataset, settings)
  const { encoder } = catalogue
  const { dimensions } = encoder
  if (textEncoderNamed(catalogue.settings.name).modality !== 'both') {
    return {
      dimensions,
      joint: false,
      items: (items, signal) =>
        encodeAll(
          encoder,
          items.map(({ visualPositive }) => visualPositive),
          signal,
        ),
      descriptions: (descriptions, signal) => encodeAll(encoder, descriptions, signal),
      text: (vector) => vector,
    }
  }
  const seen = await pictures(dataset, catalogue.settings)
  return jointSpace(catalogue, seen.values)
}

function jointSpace({ encoder, vectors }: CatalogueTexts, pictures: Float32Array): VisualSpace {
  const { dimensions } = encoder
  const textMean = meanRow(vectors, dimensions)
  const pictureMean = meanRow(pictures, dimensions)
  const describe = async (descriptions: readonly string[], signal: AbortSignal) =>
    centred(await encodeAll(encoder, descriptions, signal), textMean)
  return {
    dimensions,
    joint: true,
    async items(items, signal) {
      const pictured = (position: number) => row(pictures, position, dimensions).some((value) => value !== 0)
      const matrix = await describe(
        items.map((item) => (pictured(item.position) ? '' : item.visualPositive)),
        signal,
      )
      items.forEach(({ position }, at) => {
        if (!pictured(position)) return
        matrix.set(centred(row(pictures, position, dimensions).slice(), pictureMean), at * dimensions)
      })
      return matrix
    },
    descriptions: describe,
    text: (vector) => centred(vector.slice(), textMean),
  }
}

/** Mean of the rows that are not zero. */
function meanRow(matrix: Float32Array, dimensions: number): Float32Array {
  const sum = new Float64Array(dimensions)
  let rows = 0
  for (let index = 0; index < matrix.length / dimensions; index++) {
    const vector = row(matrix, index, dimensions)
    if (vector.every((value) => value === 0)) continue
    rows++
    vector.forEach((value, axis) => {
      sum[axis] = (sum[axis] ?? 0) + value
    })
  }
  return Float32Array.from(sum, (value) => (rows === 0 ? 0 : value / rows))
}

/** Takes the mean from every row in place, and brings it to length 1. */
function centred(matrix: Float32Array, mean: Float32Array): Float32Array {
  const dimensions = mean.length
  for (let index = 0; index < matrix.length / dimensions; index++) {
    const vector = row(matrix, index, dimensions)
    for (let axis = 0; axis < dimensions; axis++) vector[axis] = (vector[axis] ?? 0) - (mean[axis] ?? 0)
    normalise(vector)
  }
  return matrix
}
