import { z } from 'zod'
import { descriptorNamed } from '../../descriptors/descriptor-named.ts'
import { settingsUnion } from '../../descriptors/settings-union.ts'
import type { SamplerDescriptor } from '../descriptor.ts'
import { samplers } from './registry.ts'

export const SamplerName = z.enum(samplers.map(({ name }) => name))
export type SamplerName = z.infer<typeof SamplerName>

/** A sampler's name with its own settings, and no other sampler's. */
export const SamplerSettings = settingsUnion(samplers)
type AnySampler = z.infer<typeof SamplerSettings>
export type SamplerSettings<Name extends SamplerName = SamplerName> = {
  [Each in Name]: Extract<AnySampler, { name: Each }>
}[Name]

export function samplerDescriptor(name: SamplerName): SamplerDescriptor<SamplerName> {
  return descriptorNamed<SamplerDescriptor<SamplerName>>(samplers, 'sampler', name)
}
