import type { PictureEncoderName, PictureEncoderSettings } from '#shared/encoders/picture-encoder-settings.ts'
import type { TextEncoderName, TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import type { PictureEncoder } from './picture-encoder.ts'
import { pictureFactories, textFactories, textRevisions } from './registry.ts'
import type { FitTextEncoder } from './text-encoder.ts'

/** The text encoder that the settings name. */
export function textEncoder<Name extends TextEncoderName>(
  settings: TextEncoderSettings<Name>,
): FitTextEncoder {
  const name: Name = settings.name
  return textFactories[name](settings)
}

/**
 * The revision of the text encoder that the settings name; undefined where it has none.
 * @throws ExpectedError where it cannot be used, with what is missing and what to do
 */
export async function textRevision<Name extends TextEncoderName>(
  settings: TextEncoderSettings<Name>,
): Promise<string | undefined> {
  const name: Name = settings.name
  return textRevisions[name]?.(settings)
}

/** The picture encoder that the settings name. */
export function pictureEncoder<Name extends PictureEncoderName>(
  settings: PictureEncoderSettings<Name>,
): Promise<PictureEncoder> {
  const name: Name = settings.name
  return pictureFactories[name](settings)
}
