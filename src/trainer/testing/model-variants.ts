import type { AssignedSettings } from '#shared/training/assign-settings.ts'
import type { ModelDescriptor } from '#shared/training/descriptor.ts'
import type { ModelName } from '#shared/training/models/model-settings.ts'
import { models } from '#shared/training/models/registry.ts'

export interface ModelVariant {
  /** How tests name it. */
  readonly title: string
  readonly settings: AssignedSettings
}

/** Every model that has something to train, as it is and with each of its ablations: what gradients are checked of. */
export const modelVariants: readonly ModelVariant[] = models
  .filter(({ needs }) => needs.steps !== 'nothing')
  .flatMap(({ name, ablations = {} }: ModelDescriptor<ModelName>) =>
    Object.entries({ '': {}, ...ablations }).map(([change, settings]) => ({
      title: `${name} ${change}`.trim(),
      settings: { model: name, ...settings },
    })),
  )
