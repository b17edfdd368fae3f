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
import { ownVectorSettings } from './embedding-settings.ts'

const settings = z.strictObject({
  name: z.literal('content-mf'),
  ...ownVectorSettings,
  ...contentSettings,
  beta: counterfactualWeight,
})

export const contentMf = describeModel({
  name: 'content-mf',
  label: 'Content MF',
  summary: 'Matrix factorisation in which an item is its own vector plus a linear projection of its content.',
  source:
    'Rendle et al. 2009 with e_i = id_i + W x_i, as VBPR (He & McAuley 2016) without separate user factors',
  settings,
  ...contentNeeds(settings.parse({ name: 'content-mf' }), 'triples'),
  with: (chosen) => contentNeeds(chosen, 'triples'),
  probes: ['item_text'],
  problems: contentProblems,
  defaults: CONTENT_DEFAULTS,
  ablations: contentAblations,
})
