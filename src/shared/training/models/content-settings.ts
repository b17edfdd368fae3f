import { z } from 'zod'
import type { ModelDescriptor, ModelNeeds, StepKind } from '../descriptor.ts'
import { type ItemModalities, itemFeatures } from './item-modalities.ts'

/** What stands in for the negatives of the snapshot, to tell what they contribute: controls, in one switch. */
export const negativesControl = z
  .enum(['own', 'shuffled', 'random-item', 'mean-item', 'none'])
  .default('own')
  .meta({
    label: 'Negatives',
    help: 'A control replaces the vectors of every negative, and leaves all else as it is.',
    choices: {
      own: 'Their own',
      shuffled: 'Control: shuffled among the items',
      'random-item': 'Control: another curated item instead of each',
      'mean-item': 'Control: the mean of the curated items instead of each',
      none: 'Control: none, with the same model',
    },
  })
export type NegativesControl = z.infer<typeof negativesControl>

/** How a content model uses curated negatives. */
const use = z
  .enum(['none', 'counterfactual', 'difference-prior', 'attribute-reader'])
  .default('none')
  .meta({
    label: 'Use of negatives',
    help: 'What the curated negatives of a snapshot are for.',
    choices: {
      none: 'None: content alone',
      counterfactual: 'Counterfactual BPR: an item stands above its own negative',
      'difference-prior': 'Taste prior: content is weighed by what the negatives changed',
      'attribute-reader': 'Attribute reader: content is read as the values of attributes',
    },
  })

/** Which vectors of the items a model reads. */
export function contentOf(choice: ItemModalities) {
  return z
    .enum(['text', 'image', 'both'])
    .default(choice)
    .meta({
      label: 'Content',
      help: 'Which vectors of the items it reads.',
      choices: { text: 'Text', image: 'Picture', both: 'Text and picture' },
    })
}

/** Settings of every model that reads items by their content. */
export const contentSettings = {
  features: contentOf('text'),
  use,
  negatives: negativesControl,
  vetoes: z.boolean().default(true).meta({
    label: 'Vetoes',
    help: 'Of the attribute reader: what curators call a nuisance explains choices in training and is left out of the ranking.',
  }),
  ridge: z.number().positive().default(3).meta({
    label: 'ρ, ridge of the attribute reader',
    help: 'Weight of the penalty on the reader, in hundredths of the mean square of the content.',
    step: 1,
    advanced: true,
  }),
  selfTraining: z.int().min(0).max(20).default(5).meta({
    label: 'Self-training of the attribute reader',
    unit: 'rounds',
    help: 'It takes what it reads of all items as further labels, and learns again. With 0 it learns from the curated texts alone.',
    step: 1,
    advanced: true,
  }),
}

/** Of the models whose item vectors are trained together with a projection of the content. */
export const counterfactualWeight = z.number().nonnegative().default(2).meta({
  label: 'β, weight of counterfactual BPR',
  help: 'Of the loss that puts an item above its own negative, where that is the use of negatives.',
  step: 0.5,
})

type ContentSettings = z.infer<z.ZodObject<typeof contentSettings>>

/** The needs of a content model with these settings. */
export function contentNeeds(
  { features, use }: ContentSettings,
  steps: StepKind,
): Pick<ModelDescriptor, 'needs' | 'abilities'> {
  const content = itemFeatures(features)
  const alone: ModelNeeds = { features: content, negatives: 'none', steps }
  if (use === 'none') return { needs: alone, abilities: [] }
  const needs: ModelNeeds = {
    features: [...content, 'text_positive', 'text_negative'],
    // A run without negatives is a control of one with them: it is given the same snapshot.
    negatives: 'required',
    attributes: use === 'attribute-reader',
    steps,
  }
  return { needs, abilities: [] }
}

/** What the ranges of single settings cannot say of a content model. */
export function contentProblems({ features, use }: ContentSettings): Record<string, string> {
  if (use === 'none' || features === 'text') return {}
  return {
    use: 'Curated negatives are used through their text: choose text as the content, or no use of negatives.',
  }
}

/** Common settings of the models that train item vectors together with content. */
export const CONTENT_DEFAULTS = { learningRate: 0.005 } as const

/** What an ablation study of a content model compares. */
export const contentAblations = {
  'with counterfactual BPR': { use: 'counterfactual' },
  'with a taste prior': { use: 'difference-prior' },
  'with the attribute reader': { use: 'attribute-reader' },
  'with the attribute reader, without vetoes': { use: 'attribute-reader', vetoes: false },
  'with the attribute reader, without self-training': { use: 'attribute-reader', selfTraining: 0 },
} as const
