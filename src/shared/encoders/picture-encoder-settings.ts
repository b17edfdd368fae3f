import { z } from 'zod'
import { descriptorNamed } from '../descriptors/descriptor-named.ts'
import { settingsUnion } from '../descriptors/settings-union.ts'
import { colorGradient } from './color-gradient.ts'
import type { EncoderDescriptor } from './encoder.ts'
import { pictureEncoders } from './registry.ts'
import type { TextEncoderSettings } from './text-encoder-settings.ts'

export const PictureEncoderName = z.enum(pictureEncoders.map(({ name }) => name))
export type PictureEncoderName = z.infer<typeof PictureEncoderName>

/** A picture encoder's name with its own settings, and no other's. */
export const PictureEncoderSettings = settingsUnion(pictureEncoders)
type AnyPictureEncoder = z.infer<typeof PictureEncoderSettings>
export type PictureEncoderSettings<Name extends PictureEncoderName = PictureEncoderName> = {
  [Each in Name]: Extract<AnyPictureEncoder, { name: Each }>
}[Name]

export function pictureEncoderNamed(name: PictureEncoderName): EncoderDescriptor<PictureEncoderName> {
  return descriptorNamed<EncoderDescriptor<PictureEncoderName>>(pictureEncoders, 'picture encoder', name)
}

/** What pictures go through where texts go through this: the same encoder where it takes both, else the built-in one. */
export function pictureEncoderBeside(texts: TextEncoderSettings): PictureEncoderSettings {
  const both = PictureEncoderSettings.safeParse(texts)
  return both.success ? both.data : { name: colorGradient.name }
}
