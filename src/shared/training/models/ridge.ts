import { z } from 'zod'
import { describeModel } from '../descriptor.ts'
import { contentAblations, contentNeeds, contentProblems, contentSettings } from './content-settings.ts'

const settings = z.strictObject({
  name: z.literal('ridge'),
  ...contentSettings,
  lambda: z.number().nonnegative().default(0.4).meta({
    label: 'λ, ridge of the tastes',
    help: 'The loss has λ/2 times the squares of every user’s taste; 0.2 suits the taste prior.',
    step: 0.1,
  }),
})

export const ridge = describeModel({
  name: 'ridge',
  label: 'Ridge scorer',
  summary:
    'A taste for content per user and a popularity per item, by a penalised softmax over all items. No item vectors, no sampling.',
  source: 's(u, i) = <p_u, x_i> + b_i; multinomial logit with a Gaussian prior on p_u',
  settings,
  ...contentNeeds(settings.parse({ name: 'ridge' }), 'all-pairs'),
  with: (chosen) => contentNeeds(chosen, 'all-pairs'),
  probes: ['item_text'],
  problems: contentProblems,
  defaults: { learningRate: 0.1, epochs: 150 },
  ablations: contentAblations,
})
