import { z } from 'zod'
import { descriptorNamed } from '../descriptors/descriptor-named.ts'
import { settingsUnion } from '../descriptors/settings-union.ts'
import type { EncoderDescriptor } from './encoder.ts'
import { hashedTfidf } from './hashed-tfidf.ts'
import { textEncoders } from './registry.ts'

export const TextEncoderName = z.enum(textEncoders.map(({ name }) => name))
export type TextEncoderName = z.infer<typeof TextEncoderName>

/** A text encoder's name with its own settings, and no other's. */
export const TextEncoderSettings = settingsUnion(textEncoders)
type AnyTextEncoder = z.infer<typeof TextEncoderSettings>
export type TextEncoderSettings<Name extends TextEncoderName = TextEncoderName> = {
  [Each in Name]: Extract<AnyTextEncoder, { name: Each }>
}[Name]

/** The encoder of a workspace in which none was chosen. */
export const DEFAULT_TEXT_ENCODER = hashedTfidf.settings.parse({ name: hashedTfidf.name })

export function textEncoderNamed(name: TextEncoderName): EncoderDescriptor<TextEncoderName> {
  return descriptorNamed<EncoderDescriptor<TextEncoderName>>(textEncoders, 'text encoder', name)
}
