import type { CataloguePictures } from '#main/encoders/catalogue-pictures.ts'
import type { CatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { encodeAll } from '#main/encoders/encode-all.ts'
import { unlessAborted } from '#main/encoders/unless-aborted.ts'
import { type VisualSpace, visualSpace } from '#main/encoders/visual-space.ts'
import type { TrainingNegative } from '#main/store/snapshot-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import type { TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import { itemText } from '#shared/item-text.ts'
import type { FeatureName } from '#shared/training/features.ts'

/** Where the matrices of a run's input come from. */
export interface FeatureSources {
  readonly workspace: ReadableWorkspace
  readonly texts: CatalogueEncoder
  readonly pictures: CataloguePictures
}

interface FeatureRequest extends FeatureSources {
  readonly dataset: DatasetId
  /** What the run's texts are encoded with. */
  readonly textEncoder: TextEncoderSettings
  /** Of the run's snapshot, ascending by the item's position. */
  readonly negatives: readonly TrainingNegative[]
  readonly signal: AbortSignal
}

/** Row-major [rows, dimensions]. */
interface FeatureMatrix {
  readonly rows: number
  readonly dimensions: number
  readonly values: Float32Array
}

/** How each matrix is made. All reject with the signal's reason once it is aborted. */
export const featureMatrices: Readonly<
  Record<FeatureName, (request: FeatureRequest) => Promise<FeatureMatrix>>
> = {
  item_text: async ({ texts, dataset, textEncoder, signal }) => {
    const { encoder, vectors } = await unlessAborted(texts(dataset, textEncoder), signal)
    return { rows: vectors.length / encoder.dimensions, dimensions: encoder.dimensions, values: vectors }
  },
  item_image: async ({ pictures, dataset, textEncoder, signal }) =>
    unlessAborted(pictures(dataset, textEncoder), signal),
  text_positive: encoded(itemText),
  text_negative: encoded((negative) => negative.text),
  image_positive: visual((space, { negatives, signal }) => space.items(negatives, signal)),
  image_negative: visual((space, { negatives, signal }) =>
    space.descriptions(
      negatives.map((negative) => negative.visual),
      signal,
    ),
  ),
}

/** A text of each negative. */
function encoded(text: (negative: TrainingNegative) => string) {
  return async ({
    texts,
    dataset,
    textEncoder,
    negatives,
    signal,
  }: FeatureRequest): Promise<FeatureMatrix> => {
    const { encoder } = await unlessAborted(texts(dataset, textEncoder), signal)
    const values = await encodeAll(encoder, negatives.map(text), signal)
    return { rows: negatives.length, dimensions: encoder.dimensions, values }
  }
}

/** The image modality of each negative, or of its item. */
function visual(encode: (space: VisualSpace, request: FeatureRequest) => Promise<Float32Array>) {
  return async (request: FeatureRequest): Promise<FeatureMatrix> => {
    const { dataset, textEncoder, negatives, signal } = request
    const space = await unlessAborted(visualSpace(request, dataset, textEncoder), signal)
    const values = await encode(space, request)
    return { rows: negatives.length, dimensions: space.dimensions, values }
  }
}
