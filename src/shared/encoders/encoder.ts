import type { z } from 'zod'
import type { Descriptor } from '../descriptors/descriptor.ts'
import { settingFields } from '../descriptors/settings-fields.ts'

/** What an encoder is: a plain value; `src/main/encoders` has its code. Its settings hold its name. */
export interface EncoderDescriptor<Name extends string = string> extends Descriptor<Name> {
  /** What it encodes; `both` into one space, `either` where only the makers of its vectors know. */
  readonly modality: 'text' | 'image' | 'both' | 'either'
  /** Changes whenever the same input would get another vector. */
  readonly version: string
  /** Its revision, which the code knows, covers all that its settings change: they are left out of the cache's name. */
  readonly namedByRevision?: true
  /** What provenance says of its settings, where these hold more than others should read, such as where a folder lies. */
  readonly told?: (settings: Readonly<Record<string, unknown>>) => string
  /** Name of its cache, where it is not made of name, version and settings. */
  readonly cacheName?: (settings: Readonly<Record<string, unknown>>) => string
}

/** Settings as they are chosen, with the encoder's name. */
export type ChosenEncoder = Readonly<Record<string, unknown>> & { readonly name: string }

/** A descriptor whose name and settings keep their literal types. */
export function encoder<const Name extends string, Settings extends z.ZodObject>(
  descriptor: EncoderDescriptor<Name> & { readonly settings: Settings },
) {
  return descriptor
}

/**
 * The name under which vectors of an encoder are cached: `<name>-<version>`, then the settings that are not the default,
 * in the schema's order, and the revision where the encoder has one. Other vectors never have the same name.
 *
 * @param revision of what the encoder is made from, such as the digest of a model
 */
export function encoderCacheName(
  descriptor: EncoderDescriptor,
  chosen: ChosenEncoder,
  revision?: string,
): string {
  const { name, version, cacheName, namedByRevision } = descriptor
  if (cacheName !== undefined) return cacheName(chosen)
  const settings = namedByRevision === true ? [] : changedSettings(descriptor, chosen)
  return [`${name}-${version}`, ...settings, ...(revision === undefined ? [] : [revision])].join('-')
}

/** What provenance calls an encoder: `name@version`, then the settings that are not the default, and its revision. */
export function encoderName(descriptor: EncoderDescriptor, chosen: ChosenEncoder, revision?: string): string {
  const settings =
    descriptor.told === undefined ? changedSettings(descriptor, chosen) : [descriptor.told(chosen)]
  const parts = [`${descriptor.name}@${descriptor.version}`, ...settings]
  return [...parts, ...(revision === undefined ? [] : [`revision=${revision}`])].join(' ')
}

function changedSettings({ settings }: EncoderDescriptor, chosen: ChosenEncoder): string[] {
  const parsed = settings.parse(chosen)
  return settingFields(settings).flatMap((field) => {
    const value = JSON.stringify(parsed[field.name])
    return value === JSON.stringify(field.default) ? [] : [`${field.name}=${encodeURIComponent(value)}`]
  })
}
