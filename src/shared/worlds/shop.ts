import { z } from 'zod'
import { describeWorld } from './descriptor.ts'
import { DEFAULT_SEED } from './seed.ts'

export const shop = describeWorld({
  name: 'shop',
  label: 'Sample shop',
  summary:
    'Shoppers choose by color, material, style and feature; brand, packaging and background do not matter.',
  source: 'Multinomial logit choices (McFadden 1974)',
  settings: z.strictObject({ name: z.literal('shop') }),
  datasetName: (seed) => (seed === DEFAULT_SEED ? 'Sample shop (synthetic)' : `Sample shop (seed ${seed})`),
  changes: () => ({}),
})
