import { pictureEncoders } from '#shared/encoders/registry.ts'
import type { TextEncoderName, TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import type { PictureEncoder } from './picture-encoder.ts'
import { pictureFactories, textFactories } from './registry.ts'
import type { FitTextEncoder } from './text-encoder.ts'

/** The text encoder that the settings name. */
export function textEncoder<Name extends TextEncoderName>(
  settings: TextEncoderSettings<Name>,
): FitTextEncoder {
  const name: Name = settings.name
  return textFactories[name](settings)
}

/** The encoder of a data set's pictures: the first that is registered. */
export function pictureEncoder(): { descriptor: (typeof pictureEncoders)[number]; encoder: PictureEncoder } {
  const [descriptor] = pictureEncoders
  return { descriptor, encoder: pictureFactories[descriptor.name]() }
}
