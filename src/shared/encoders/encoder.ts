import type { z } from 'zod'
import type { Descriptor } from '../descriptors/descriptor.ts'

/** What an encoder is: a plain value; `src/main/encoders` has its code. */
export interface EncoderDescriptor extends Descriptor {
  /** What it encodes; `both` into one space. */
  readonly modality: 'text' | 'image' | 'both'
  /** Changes whenever the same input would get another vector. */
  readonly version: string
  readonly dimensions: number
}

/** A descriptor whose name and settings keep their literal types. */
export function encoder<const Name extends string, Settings extends z.ZodObject>(
  descriptor: EncoderDescriptor & { readonly name: Name; readonly settings: Settings },
) {
  return descriptor
}

/**
 * The name under which vectors of an encoder are cached: `<name>-<version>`, then the settings that are not the default,
 * in the schema's order. Other vectors never have the same name.
 */
export function encoderCacheName(
  { name, version, settings }: EncoderDescriptor,
  chosen: Readonly<Record<string, unknown>>,
): string {
  const initial = settings.parse({})
  const parsed = settings.parse(chosen)
  const changed = Object.keys(settings.shape).flatMap((key) => {
    const value = JSON.stringify(parsed[key])
    return value === JSON.stringify(initial[key]) ? [] : [`${key}=${encodeURIComponent(value)}`]
  })
  return [`${name}-${version}`, ...changed].join('-')
}
