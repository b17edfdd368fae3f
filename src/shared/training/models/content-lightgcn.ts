import { z } from 'zod'
import { describeModel } from '../descriptor.ts'
import {
  CONTENT_DEFAULTS,
  contentAblations,
  contentNeeds,
  contentProblems,
  contentSettings,
  counterfactualWeight,
} from './content-settings.ts'
import { layers, ownVectorSettings } from './embedding-settings.ts'

const settings = z.strictObject({
  name: z.literal('content-lightgcn'),
  ...ownVectorSettings,
  layers,
  ...contentSettings,
  beta: counterfactualWeight,
  join: z
    .enum(['before', 'after'])
    .default('before')
    .meta({
      label: 'Content joins',
      help: 'Whether the graph carries the content of items to others, or only their own vectors.',
      choices: { before: 'Before propagation', after: 'After propagation (for sparse data)' },
    }),
})

/** Layers are mixed of what is propagated alone: content that joins later and nuisances are not. */
function traits(chosen: z.infer<typeof settings>): ReturnType<typeof contentNeeds> {
  const propagated = chosen.join === 'before' && chosen.use !== 'attribute-reader'
  return { ...contentNeeds(chosen, 'triples'), abilities: propagated ? ['mix-layers'] : [] }
}

export const contentLightgcn = describeModel({
  name: 'content-lightgcn',
  label: 'Content LightGCN',
  summary:
    'LightGCN in which an item is its own vector plus a linear projection of its content: the baseline that generated negatives must beat.',
  source: 'He et al. 2020 with e_i = id_i + W x_i',
  settings,
  ...traits(settings.parse({ name: 'content-lightgcn' })),
  with: traits,
  probes: ['item_text'],
  problems: contentProblems,
  defaults: CONTENT_DEFAULTS,
  ablations: { ...contentAblations, 'with content after propagation': { join: 'after' } },
})
