import { z } from 'zod'
import { describeModel } from '../descriptor.ts'
import { embeddingSettings, layers } from './embedding-settings.ts'

export const lightgcn = describeModel({
  name: 'lightgcn',
  label: 'LightGCN',
  summary: 'Graph convolution over users and items, with sampled negatives. What NegGen builds on.',
  source: 'He et al. 2020',
  settings: z.strictObject({ name: z.literal('lightgcn'), ...embeddingSettings, layers }),
  needs: { features: [], negatives: 'none', steps: 'triples' },
  abilities: ['mix-layers'],
})
