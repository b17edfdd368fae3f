import { z } from 'zod'
import { describeModel } from '../descriptor.ts'
import { embeddingSettings, layers } from './embedding-settings.ts'
import { itemFeatures, itemModalities } from './item-modalities.ts'

/** Defaults are those of the paper and its code. */
const settings = z.strictObject({
  name: z.literal('freedom'),
  dimensions: embeddingSettings.dimensions,
  layers,
  itemLayers: z.int().min(1).max(8).default(1).meta({
    label: 'Item graph layers',
    help: 'Hops in the graph of similar items.',
    step: 1,
    advanced: true,
  }),
  neighbours: z.int().min(1).max(100).default(10).meta({
    label: 'k, neighbours of an item',
    help: 'Nearest items by the cosine of their content, the item itself among them.',
    step: 1,
  }),
  imageWeight: z.number().min(0).max(1).default(0.1).meta({
    label: 'Weight of pictures',
    help: 'Share of the picture’s graph of items in the sum with that of the text.',
    step: 0.1,
  }),
  pruning: z.number().min(0).max(0.99).default(0.8).meta({
    label: 'ρ, pruned links',
    help: 'Share of the links between users and items that each epoch trains without.',
    step: 0.1,
  }),
  lambda: z.number().nonnegative().default(1e-3).meta({
    label: 'λ, weight of the content loss',
    help: 'Of the BPR loss on the projected content of the items.',
    step: 0.001,
  }),
  modalities: itemModalities,
})

export const freedom = describeModel({
  name: 'freedom',
  label: 'FREEDOM',
  summary:
    'LightGCN on a graph that is thinned again each epoch, plus a fixed graph of items with similar content.',
  source: 'Zhou & Shen 2023, A Tale of Two Graphs (arXiv 2211.06924)',
  settings,
  needs: { features: itemFeatures('both'), negatives: 'none', steps: 'triples' },
  abilities: [],
  with: ({ modalities }) => ({
    needs: { features: itemFeatures(modalities), negatives: 'none', steps: 'triples' },
    abilities: [],
  }),
  ablations: {
    'without pruning': { pruning: 0 },
    'without the content loss': { lambda: 0 },
    'text only': { modalities: 'text' },
    'picture only': { modalities: 'image' },
  },
})
