import type { EncodedDataset } from '#shared/contract/encoding.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { encoderName } from '#shared/encoders/encoder.ts'
import { pictureEncoderBeside, pictureEncoderNamed } from '#shared/encoders/picture-encoder-settings.ts'
import { textEncoderNamed } from '#shared/encoders/text-encoder-settings.ts'
import type { CataloguePictures } from './catalogue-pictures.ts'
import type { CatalogueEncoder } from './catalogue-texts.ts'
import { row } from './vectors.ts'

/** Has all texts and pictures of a data set encoded with the workspace's encoder, and tells what came of it. */
export async function encodeDataset(
  { texts, pictures }: { readonly texts: CatalogueEncoder; readonly pictures: CataloguePictures },
  dataset: DatasetId,
): Promise<EncodedDataset> {
  const started = performance.now()
  const { encoder, settings, vectors } = await texts(dataset)
  const seen = await pictures(dataset, settings)
  const beside = pictureEncoderBeside(settings)
  const pictured = Array.from({ length: seen.rows }, (_, index) => row(seen.values, index, seen.dimensions))
  return {
    texts: {
      encoder: encoderName(textEncoderNamed(settings.name), settings, encoder.revision),
      rows: vectors.length / encoder.dimensions,
      dimensions: encoder.dimensions,
    },
    pictures: {
      encoder: encoderName(
        pictureEncoderNamed(beside.name),
        beside,
        beside.name === settings.name ? encoder.revision : undefined,
      ),
      rows: pictured.filter((vector) => vector.some((value) => value !== 0)).length,
      dimensions: seen.dimensions,
    },
    milliseconds: performance.now() - started,
  }
}
