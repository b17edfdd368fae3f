import { z } from 'zod'
import { describeModel } from '../descriptor.ts'
import { embeddingSettings, layers } from './embedding-settings.ts'

/** Defaults are those of the paper and its code. */
const settings = z.strictObject({
  name: z.literal('mgcn'),
  dimensions: embeddingSettings.dimensions,
  regularization: z.number().nonnegative().default(1e-4).meta({
    label: 'L2 regularisation',
    help: "Weight of the L2 term on the batch's vectors as they are ranked by.",
    step: 0.0001,
  }),
  layers,
  itemLayers: z.int().min(1).max(8).default(1).meta({
    label: 'Item graph layers',
    help: 'Hops in the graphs of similar items.',
    step: 1,
    advanced: true,
  }),
  neighbours: z.int().min(1).max(100).default(10).meta({
    label: 'k, neighbours of an item',
    help: 'Nearest items by the cosine of their content, the item itself among them.',
    step: 1,
  }),
  contrast: z.number().nonnegative().default(0.01).meta({
    label: 'λ, weight of the contrast',
    help: 'Of the loss that ties the fused content of users and items to their behaviour.',
    step: 0.01,
  }),
  temperature: z.number().min(0.01).max(10).default(0.2).meta({
    label: 'τ, temperature of the contrast',
    help: 'Cosines are divided by it.',
    step: 0.1,
    advanced: true,
  }),
})

export const mgcn = describeModel({
  name: 'mgcn',
  label: 'MGCN',
  summary:
    'LightGCN plus text and picture that behaviour filters, carried over graphs of similar items and fused by preference.',
  source: 'Yu et al. 2023, Multi-View Graph Convolutional Network (arXiv 2308.03588)',
  settings,
  needs: { features: ['item_text', 'item_image'], negatives: 'none', steps: 'triples' },
  abilities: [],
  ablations: { 'without the contrast': { contrast: 0 } },
})
