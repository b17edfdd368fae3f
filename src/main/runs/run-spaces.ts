import type { CataloguePictures } from '#main/encoders/catalogue-pictures.ts'
import type { CatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import type { TextEncoder } from '#main/encoders/text-encoder.ts'
import { type VisualSpace, visualSpace } from '#main/encoders/visual-space.ts'
import type { DatasetId, RunId } from '#shared/contract/ids.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { readRunEncoder } from './run-encoder.ts'
import type { RunFolder } from './run-folder.ts'

/** Where the texts and the image modality of what a run learned from lie. */
export interface RunSpaces {
  readonly encoder: TextEncoder
  readonly visual: VisualSpace
}

/**
 * The spaces that a run learned in, for further texts.
 * @throws ExpectedError CONFLICT where the encoder's files or its server's model are other ones by now
 */
export async function runSpaces(
  sources: { readonly texts: CatalogueEncoder; readonly pictures: CataloguePictures },
  run: { readonly id: RunId; readonly dataset: DatasetId },
  folder: RunFolder,
): Promise<RunSpaces> {
  const { settings, revision } = await readRunEncoder(folder)
  const { encoder } = await sources.texts(run.dataset, settings)
  if ((encoder.revision ?? null) !== revision) {
    throw new ExpectedError(
      'CONFLICT',
      `Run ${run.id} learned from vectors of another version of its encoder. Train again with the one of today.`,
    )
  }
  return { encoder, visual: await visualSpace(sources, run.dataset, settings) }
}
