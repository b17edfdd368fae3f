import { z } from 'zod'
import { describeModel } from '../descriptor.ts'
import { contentOf } from './content-settings.ts'
import { embeddingSettings } from './embedding-settings.ts'
import { itemFeatures } from './item-modalities.ts'

const settings = z.strictObject({
  name: z.literal('vbpr'),
  ...embeddingSettings,
  features: contentOf('image'),
})

export const vbpr = describeModel({
  name: 'vbpr',
  label: 'VBPR',
  summary: 'Matrix factorisation with a second taste of each user, for a projection of the content of items.',
  source: 'He & McAuley 2016, equation 4',
  settings,
  needs: { features: itemFeatures('image'), negatives: 'none', steps: 'triples' },
  with: ({ features }) => ({
    needs: { features: itemFeatures(features), negatives: 'none', steps: 'triples' },
    abilities: [],
  }),
  abilities: [],
  probes: ['item_text'],
  ablations: { 'on text': { features: 'text' }, 'on text and picture': { features: 'both' } },
})
