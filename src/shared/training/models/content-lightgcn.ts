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

export const contentLightgcn = describeModel({
  name: 'content-lightgcn',
  label: 'Content LightGCN',
  summary:
    'LightGCN in which an item is its own vector plus a linear projection of its content: the baseline that generated negatives must beat.',
  source: 'He et al. 2020 with e_i = id_i + W x_i',
  settings,
  ...contentNeeds(settings.parse({ name: 'content-lightgcn' }), 'triples'),
  with: (chosen) => contentNeeds(chosen, 'triples'),
  problems: contentProblems,
  defaults: CONTENT_DEFAULTS,
  ablations: { ...contentAblations, 'with content after propagation': { join: 'after' } },
})
