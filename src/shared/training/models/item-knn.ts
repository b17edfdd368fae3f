import { z } from 'zod'
import { describeModel } from '../descriptor.ts'

export const itemKnn = describeModel({
  name: 'item-knn',
  label: 'Item kNN',
  summary:
    'Recommends the items most often chosen together with those of the user. Trains nothing; a second floor to beat.',
  source: 'Deshpande & Karypis 2004, cosine similarity',
  settings: z.strictObject({
    name: z.literal('item-knn'),
    neighbours: z.int().positive().max(10_000).default(20).meta({
      label: 'Neighbours',
      help: 'How many of the most similar items each item of a user recommends.',
      step: 10,
    }),
    shrinkage: z.number().nonnegative().default(0).meta({
      label: 'Shrinkage',
      help: 'Added to the denominator of the cosine: makes similarities that rest on few users smaller.',
      step: 1,
    }),
    normalized: z.boolean().default(true).meta({
      label: 'Normalised similarities',
      help: 'The similarities of an item to its neighbours add up to 1, so that every item of a user counts alike.',
    }),
  }),
  needs: { features: [], negatives: 'none', steps: 'nothing' },
  abilities: [],
  ablations: { 'without normalised similarities': { normalized: false } },
  vectorWidth: ({ users, items }) => Math.min(users, items),
})
