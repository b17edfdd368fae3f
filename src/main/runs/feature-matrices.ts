import type { CataloguePictures } from '#main/encoders/catalogue-pictures.ts'
import type { CatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { encodeAll } from '#main/encoders/encode-all.ts'
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
  item_text: async ({ texts, dataset, textEncoder }) => {
    const { encoder, vectors } = await texts(dataset, textEncoder)
    return overItems(vectors, encoder.dimensions)
  },
  item_image: async ({ pictures, dataset }) => pictures(dataset),
  text_positive: encoded(itemText),
  text_negative: encoded((negative) => negative.text),
  image_positive: encoded((negative) => negative.visualPositive),
  image_negative: encoded((negative) => negative.visual),
}

function overItems(values: Float32Array, dimensions: number): FeatureMatrix {
  return { rows: values.length / dimensions, dimensions, values }
}

/** A text of each negative; a picture is its visual description. */
function encoded(text: (negative: TrainingNegative) => string) {
  return async ({
    texts,
    dataset,
    textEncoder,
    negatives,
    signal,
  }: FeatureRequest): Promise<FeatureMatrix> => {
    const { encoder } = await texts(dataset, textEncoder)
    const values = await encodeAll(encoder, negatives.map(text), signal)
    return { rows: negatives.length, dimensions: encoder.dimensions, values }
  }
}
