import { z } from 'zod'
import { describeModel } from '../descriptor.ts'
import { embeddingSettings } from './embedding-settings.ts'

export const bprMf = describeModel({
  name: 'bpr-mf',
  label: 'BPR-MF',
  summary: 'Matrix factorisation with sampled negatives. The classic baseline.',
  source: 'Rendle et al. 2009, BPR-OPT, without bias terms',
  settings: z.strictObject({ name: z.literal('bpr-mf'), ...embeddingSettings }),
  needs: { features: [], negatives: 'none', steps: 'triples' },
  abilities: ['mix-layers'],
})
