import type { z } from 'zod'
import { CommonSettings } from './common-settings.ts'
import { ModelSettings, modelDescriptor } from './models/model-settings.ts'
import { OptimizerSettings } from './optimizers/optimizer-settings.ts'
import { samplerProblem } from './sampler-fit.ts'
import { SamplerSettings } from './samplers/sampler-settings.ts'

export { BackendName, CommonSettings, MAX_THREADS, Threads } from './common-settings.ts'
export { ModelName } from './models/model-settings.ts'
export { OptimizerName } from './optimizers/optimizer-settings.ts'
export { SamplerName } from './samplers/sampler-settings.ts'

/**
 * Everything that decides a run's numbers besides the data: the common settings, a model, a sampler and an optimiser with their own.
 * Defaults are those of the reference implementation of NegGen (arXiv 2501.15183).
 */
export const TrainConfig = CommonSettings.extend({
  model: ModelSettings,
  /** Null for a model that does not learn from triples. */
  sampler: SamplerSettings.nullable(),
  /** Null for a model that trains nothing. */
  optimizer: OptimizerSettings.nullable(),
})
  .refine(
    ({ model, sampler }) => (modelDescriptor(model.name).needs.steps === 'triples') === (sampler !== null),
    {
      path: ['sampler'],
      error: 'A model that learns from triples has a sampler, and no other.',
    },
  )
  .refine(
    ({ model, optimizer }) =>
      (modelDescriptor(model.name).needs.steps !== 'nothing') === (optimizer !== null),
    { path: ['optimizer'], error: 'A model that is trained has an optimiser, and no other.' },
  )
  .superRefine(({ model, sampler }, context) => {
    const message = samplerProblem(model, sampler)
    if (message !== null) context.addIssue({ code: 'custom', path: ['sampler'], message })
  })
export type TrainConfig = z.infer<typeof TrainConfig>
