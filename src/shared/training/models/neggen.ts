import { z } from 'zod'
import { describeModel } from '../descriptor.ts'
import { type FeatureName, MODALITIES, type ModalityName, negativeFeatures } from '../features.ts'
import { negativesControl } from './content-settings.ts'
import { embeddingSettings, layers } from './embedding-settings.ts'

/** Defaults are those of the reference implementation. */
const settings = z.strictObject({
  name: z.literal('neggen'),
  ...embeddingSettings,
  layers,
  lambda: z.number().nonnegative().default(0.4).meta({
    label: 'λ, weight of the causal term',
    help: 'y(u, i) = <e_u, e_i> + λ <e_u, z_i>.',
    step: 0.1,
  }),
  alpha: z.number().nonnegative().default(1e-2).meta({
    label: 'α, weight of the alignment loss',
    help: 'The loss is L_rec + α L_align + L2.',
    step: 0.01,
  }),
  tau: z.number().positive().default(0.2).meta({
    label: 'τ, temperature of the alignment loss',
    help: 'Lower is sharper.',
    step: 0.05,
  }),
  heads: z
    .int()
    .positive()
    .default(8)
    .meta({ label: 'Attention heads', help: 'Over the modality tokens; must divide the dimensions.' }),
  base: z
    .enum(['lightgcn', 'mf', 'content-lightgcn'])
    .default('lightgcn')
    .meta({
      label: 'Base recommender',
      help: 'What the causal module is put on.',
      choices: { lightgcn: 'LightGCN', mf: 'Matrix factorisation', 'content-lightgcn': 'Content LightGCN' },
    }),
  negatives: negativesControl,
  causal: z.boolean().default(true).meta({
    label: 'Causal module',
    help: 'What the changed attributes cause, added to the score; without it, a linear projection of the same content',
  }),
  alignment: z.boolean().default(true).meta({
    label: 'Alignment loss',
    help: 'Pulls the causal effect towards the item, away from its negative',
  }),
  sampledNegative: z.boolean().default(true).meta({
    label: 'Sampled negatives as well',
    help: 'The ordinary BPR term, which ranks the catalogue',
  }),
  modalities: z
    .enum(['both', 'text', 'image'])
    .default('both')
    .meta({
      label: 'Modalities',
      help: 'Which vectors of the negatives it learns from.',
      choices: { both: 'Text and picture', text: 'Text only', image: 'Picture only' },
    }),
})

const asCausal = {
  needs: { features: negativeFeatures(MODALITIES), negatives: 'required', steps: 'triples' },
  abilities: ['score-negatives'],
} as const

export const neggen = describeModel({
  name: 'neggen',
  label: 'NegGen',
  summary:
    'LightGCN that also learns from your curated negatives, through a causal module over both modalities.',
  source: 'arXiv 2501.15183',
  settings,
  ...asCausal,
  probes: ['item_text', 'text_positive', 'image_positive'],
  with: ({ base, causal, modalities, negatives }) => {
    const content: FeatureName[] = base === 'content-lightgcn' ? ['item_text'] : []
    return {
      needs: { ...asCausal.needs, features: [...content, ...negativeFeatures(chosenModalities(modalities))] },
      abilities: causal && negatives !== 'none' ? asCausal.abilities : [],
    }
  },
  problems: ({ dimensions, heads }): Record<string, string> =>
    dimensions % heads === 0 ? {} : { heads: `${dimensions} dimensions cannot be shared by ${heads} heads.` },
  ablations: {
    'without the causal module': { causal: false },
    'without alignment': { alignment: false },
    'without the sampled negative': { sampledNegative: false },
    'text only': { modalities: 'text' },
    'picture only': { modalities: 'image' },
    'on matrix factorisation': { base: 'mf' },
    'on content LightGCN': { base: 'content-lightgcn' },
    'without negatives': { negatives: 'none' },
  },
})

/** The modalities that the setting stands for. */
export function chosenModalities(setting: z.infer<typeof settings>['modalities']): readonly ModalityName[] {
  return setting === 'both' ? MODALITIES : [setting]
}
