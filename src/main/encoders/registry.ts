import type { pictureEncoders } from '#shared/encoders/registry.ts'
import type { TextEncoderName, TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import { fitHashedTextEncoder } from './hashed-text-encoder.ts'
import type { PictureEncoder } from './picture-encoder.ts'
import { colorGradientEncoder } from './picture-features.ts'
import type { FitTextEncoder } from './text-encoder.ts'

type TextFactories = {
  readonly [Name in TextEncoderName]: (settings: TextEncoderSettings<Name>) => FitTextEncoder
}

/** The code of every encoder of texts. */
export const textFactories: TextFactories = {
  'hashed-tfidf': (settings) => (corpus) => fitHashedTextEncoder(corpus, settings),
}

/** The code of every encoder of pictures. */
export const pictureFactories: Readonly<
  Record<(typeof pictureEncoders)[number]['name'], () => PictureEncoder>
> = {
  'colour-gradient': colorGradientEncoder,
}
