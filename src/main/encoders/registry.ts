import type { PictureEncoderName, PictureEncoderSettings } from '#shared/encoders/picture-encoder-settings.ts'
import type { TextEncoderName, TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import { ollamaEncoder, ollamaRevision } from './embeddings/ollama-embeddings.ts'
import { openaiEncoder, openaiRevision } from './embeddings/openai-embeddings.ts'
import { fitHashedTextEncoder } from './hashed-text-encoder.ts'
import {
  jointPictureEncoder,
  jointRevision,
  jointTextEncoder,
  sentenceEncoder,
  sentenceRevision,
} from './onnx/onnx-encoders.ts'
import type { PictureEncoder } from './picture-encoder.ts'
import { colorGradientEncoder } from './picture-features.ts'
import type { FitTextEncoder } from './text-encoder.ts'

type TextFactories = {
  readonly [Name in TextEncoderName]: (settings: TextEncoderSettings<Name>) => FitTextEncoder
}

/** The code of every encoder of texts. */
export const textFactories: TextFactories = {
  'hashed-tfidf': (settings) => (corpus) => fitHashedTextEncoder(corpus, settings),
  onnx: sentenceEncoder,
  clip: jointTextEncoder,
  'ollama-embeddings': (settings) => ollamaEncoder(settings),
  'openai-embeddings': (settings) => openaiEncoder(settings),
}

type TextRevisions = {
  readonly [Name in TextEncoderName]?: (settings: TextEncoderSettings<Name>) => Promise<string>
}

/**
 * The revision of the encoders that have one, without making the encoder: it is asked whenever vectors are used, so that
 * files that changed are noticed. Rejects with ExpectedError where what the settings name cannot be used.
 */
export const textRevisions: TextRevisions = {
  onnx: sentenceRevision,
  clip: jointRevision,
  'ollama-embeddings': (settings) => ollamaRevision(settings),
  'openai-embeddings': openaiRevision,
}

type PictureFactories = {
  readonly [Name in PictureEncoderName]: (settings: PictureEncoderSettings<Name>) => Promise<PictureEncoder>
}

/** The code of every encoder of pictures. */
export const pictureFactories: PictureFactories = {
  'colour-gradient': async () => colorGradientEncoder(),
  clip: jointPictureEncoder,
}
