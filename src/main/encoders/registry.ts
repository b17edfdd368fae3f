import type { EncoderDescriptor } from '#shared/encoders/encoder.ts'
import { TEXT_ENCODERS, type TextEncoderName } from '#shared/encoders/registry.ts'
import { fitHashedTextEncoder } from './hashed-text-encoder.ts'
import type { TextEncoder } from './text-encoder.ts'

/** Prepares an encoder for the texts of one catalogue, which it reads to the end or not at all. */
export type FitTextEncoder = (corpus: AsyncIterable<string>) => Promise<TextEncoder>

/** An encoder of texts with its code. */
export interface TextEncoderEntry {
  descriptor: EncoderDescriptor
  fit: FitTextEncoder
}

const FIT: Record<TextEncoderName, FitTextEncoder> = {
  'hashed-tfidf': fitHashedTextEncoder,
}

/** The encoder that catalogues are encoded with. */
export function defaultTextEncoder(): TextEncoderEntry {
  const [descriptor] = TEXT_ENCODERS
  return { descriptor, fit: FIT[descriptor.name] }
}
