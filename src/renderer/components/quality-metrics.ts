import type { Flag, QualityMetrics } from '#shared/contract/proposals.ts'

export interface MetricMeaning {
  readonly key: keyof QualityMetrics
  readonly label: string
  readonly definition: string
  readonly good: string
  /** Flags that say this figure is out of its good range. */
  readonly flags: readonly Flag[]
}

/** The quality metrics in the order in which a curator asks: does it differ, evenly, as one, and safely? */
export const METRIC_MEANINGS: readonly MetricMeaning[] = [
  {
    key: 'contrastText',
    label: 'Contrast, text',
    definition: '1 − cosine similarity of the encoded texts of positive and negative.',
    good: 'neither near 0 (nothing changed) nor near 1 (another item)',
    flags: ['nearly-unchanged', 'too-different'],
  },
  {
    key: 'contrastImage',
    label: 'Contrast, picture',
    definition: '1 − cosine similarity of the encoded visual descriptions of positive and negative.',
    good: 'neither near 0 (nothing changed) nor near 1 (another item)',
    flags: ['nearly-unchanged', 'too-different'],
  },
  {
    key: 'balance',
    label: 'Balance',
    definition: 'The smaller of the two contrasts divided by the larger: do both modalities tell?',
    good: 'near 1',
    flags: ['unbalanced'],
  },
  {
    key: 'cohesion',
    label: 'Cohesion',
    definition:
      'Do text and visual description describe the same item? In a joint space, the change of their cosine similarity; in separate spaces, the share of attributes whose new value stands in both.',
    good: 'at least 0 in a joint space, near 1 as a share',
    flags: ['incohesive'],
  },
  {
    key: 'hardness',
    label: 'Hardness',
    definition:
      'σ(score of the negative − score of the positive), mean over the item’s users, by the newest trained model.',
    good: 'as high as it gets without being something that users would like',
    flags: [],
  },
  {
    key: 'falseNegativeRisk',
    label: 'False-negative risk',
    definition:
      'The highest cosine similarity between the negative and another item that one of the item’s users liked.',
    good: 'low: a high one may be an item that those users want',
    flags: ['false-negative-risk'],
  },
  {
    key: 'outsideEdits',
    label: 'Edits elsewhere',
    definition: 'Token edits outside the changed attributes, as a share of the tokens there.',
    good: 'near 0: only the key attributes change',
    flags: ['changed-outside-masks'],
  },
]

export interface FlagMeaning {
  readonly label: string
  readonly explanation: string
}

export const FLAG_MEANINGS: Readonly<Record<Flag, FlagMeaning>> = {
  unbalanced: {
    label: 'Unbalanced',
    explanation:
      'No changed attribute touches one of the modalities, so the other alone tells the two apart.',
  },
  'changed-outside-masks': {
    label: 'Changed elsewhere',
    explanation: 'Text beside the key attributes changed too; the difference no longer names its cause.',
  },
  incohesive: {
    label: 'Incohesive',
    explanation: 'Text and visual description give an attribute different new values.',
  },
  ambiguous: {
    label: 'Ambiguous',
    explanation:
      'A changed word may mean something else in one of its places, as a part of a name or of a compound, or the new words may not make sense there.',
  },
  'unseen-value': {
    label: 'Unseen value',
    explanation:
      'No item of this category says a new value in its text or its attributes: it may not exist there.',
  },
  'nearly-unchanged': {
    label: 'Nearly unchanged',
    explanation: 'The negative is so close to the positive that there is next to nothing to learn from.',
  },
  'too-different': {
    label: 'Too different',
    explanation: 'The negative reads like another item, not like this one with other attributes.',
  },
  repaired: {
    label: 'Repaired',
    explanation: 'The model’s first answer broke the expected form; this is its second attempt.',
  },
  'false-negative-risk': {
    label: 'False-negative risk',
    explanation: 'The negative resembles another item that users of this one liked.',
  },
}

export function formatMetric(value: number | null): string {
  return value === null ? 'not known' : value.toFixed(2)
}

/** True when a flag of the proposal says that the figure is out of its good range. */
export function isOutOfRange(meaning: MetricMeaning, flags: readonly Flag[]): boolean {
  return meaning.flags.some((flag) => flags.includes(flag))
}
