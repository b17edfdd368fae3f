import { z } from 'zod'
import { describeModel } from '../descriptor.ts'
import { embeddingSettings, layers } from './embedding-settings.ts'
import { itemFeatures, itemModalities } from './item-modalities.ts'

/** Defaults are those of the authors' code for the data set Electronics, the largest of the three that it gives some for. */
const settings = z.strictObject({
  name: z.literal('bm3'),
  dimensions: embeddingSettings.dimensions,
  regularization: z.number().nonnegative().default(0.1).meta({
    label: 'L2 regularisation',
    help: 'Weight of the length of all vectors of users and of all vectors of items, divided by the number of items.',
    step: 0.1,
  }),
  layers,
  dropout: z.number().min(0).max(0.95).default(0.3).meta({
    label: 'Dropout of the targets',
    help: 'Share of the numbers of a vector that are set to 0 before others learn to point at it.',
    step: 0.1,
  }),
  contentWeight: z.number().nonnegative().default(2).meta({
    label: 'Weight of the content losses',
    help: 'Of aligning an item’s content with the item, and with itself under dropout.',
    step: 0.5,
  }),
  modalities: itemModalities,
})

export const bm3 = describeModel({
  name: 'bm3',
  label: 'BM3',
  summary: 'Learns from choices and content by agreement alone, without any negatives.',
  source: 'Zhou et al. 2023, Bootstrap Latent Representations (arXiv 2207.05969)',
  settings,
  needs: { features: itemFeatures('both'), negatives: 'none', steps: 'pairs' },
  abilities: [],
  with: ({ modalities }) => ({
    needs: { features: itemFeatures(modalities), negatives: 'none', steps: 'pairs' },
    abilities: [],
  }),
  ablations: {
    'without dropout': { dropout: 0 },
    'without the content losses': { contentWeight: 0 },
    'text only': { modalities: 'text' },
    'picture only': { modalities: 'image' },
  },
})
