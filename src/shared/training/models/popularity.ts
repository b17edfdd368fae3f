import { z } from 'zod'
import { describeModel } from '../descriptor.ts'

export const popularity = describeModel({
  name: 'popularity',
  label: 'Popularity',
  summary: 'The same list for everybody, most interactions first. Trains nothing; the floor to beat.',
  source: 'score(u, i) = number of training interactions of i',
  settings: z.strictObject({ name: z.literal('popularity') }),
  needs: { features: [], negatives: 'none', steps: 'nothing' },
  abilities: [],
})
