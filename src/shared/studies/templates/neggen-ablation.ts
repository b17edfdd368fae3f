import { neggen } from '../../training/models/neggen.ts'
import type { StudyArm } from '../plan.ts'
import { GRIDS, gridOf } from './grids.ts'
import type { StudyTemplate } from './template.ts'

const WHOLE: StudyArm = {
  name: 'neggen',
  label: 'NegGen',
  settings: { model: 'neggen' },
  grid: gridOf(GRIDS.neggen),
  snapshot: 'curated',
  placeboOf: null,
}

const ablated = Object.entries(neggen.ablations ?? {}).map(([name, changes]): StudyArm => {
  const settings = { ...WHOLE.settings, ...changes }
  return {
    ...WHOLE,
    name: `neggen-${name.toLowerCase().replaceAll(' ', '-')}`,
    label: `NegGen ${name}`,
    settings,
    placeboOf: settings.negatives === undefined ? null : WHOLE.name,
  }
})

const MEAN_ITEM: StudyArm = {
  ...WHOLE,
  name: 'neggen-mean-item',
  label: 'NegGen, placebo: the mean item',
  settings: { ...WHOLE.settings, negatives: 'mean-item' },
  placeboOf: WHOLE.name,
}

const others = [...ablated, MEAN_ITEM]

export const neggenAblation = {
  name: 'neggen-ablation',
  label: 'Ablation of NegGen',
  question: 'What does each part of NegGen contribute?',
  summary: 'NegGen against itself without each of its parts, and with its negatives replaced.',
  snapshots: { curated: 'required', uncurated: 'unused' },
  arms: [WHOLE, ...others],
  hypotheses: others.map(({ name }) => ({ text: 'NegGen as a whole', arm: WHOLE.name, against: name })),
} as const satisfies StudyTemplate
