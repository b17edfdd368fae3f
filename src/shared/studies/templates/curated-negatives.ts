import type { StudyArm } from '../plan.ts'
import { GRIDS, gridOf } from './grids.ts'
import type { StudyTemplate } from './template.ts'

/** Content without any generated negative, which everything that is generated has to beat. */
const BASELINE: StudyArm = {
  name: 'content-lightgcn',
  label: 'Content LightGCN',
  settings: { model: 'content-lightgcn' },
  grid: gridOf(GRIDS.content),
  snapshot: null,
  placeboOf: null,
}

const COUNTERFACTUAL: StudyArm = {
  name: 'counterfactual',
  label: 'Counterfactual BPR, curated',
  settings: { model: 'content-lightgcn', use: 'counterfactual' },
  grid: gridOf(GRIDS.content),
  snapshot: 'curated',
  placeboOf: null,
}

const READER: StudyArm = {
  name: 'reader',
  label: 'Ridge on the attribute reader, curated',
  settings: { model: 'ridge', use: 'attribute-reader' },
  grid: gridOf(GRIDS.ridge),
  snapshot: 'curated',
  placeboOf: null,
}

const NEGGEN: StudyArm = {
  name: 'neggen',
  label: 'NegGen, curated',
  settings: { model: 'neggen' },
  grid: gridOf(GRIDS.neggen),
  snapshot: 'curated',
  placeboOf: null,
}

export const curatedNegatives = {
  name: 'curated-negatives',
  label: 'Do curated negatives pay?',
  question: 'Do curated negatives pay?',
  summary:
    'Three ways of using curated negatives against content alone, its best sampler, the same without curation, and placebos.',
  snapshots: { curated: 'required', uncurated: 'optional' },
  arms: [
    BASELINE,
    {
      ...BASELINE,
      name: 'content-lightgcn-dns',
      label: 'Content LightGCN, hard negatives (DNS)',
      settings: { model: 'content-lightgcn', sampler: 'dns' },
      grid: { ...gridOf(GRIDS.content), candidates: [3, 8] },
    },
    {
      ...BASELINE,
      name: 'lightgcn',
      label: 'LightGCN',
      settings: { model: 'lightgcn' },
      grid: gridOf(GRIDS.embeddings),
    },
    COUNTERFACTUAL,
    uncurated(COUNTERFACTUAL, 'Counterfactual BPR, uncurated'),
    placebo(COUNTERFACTUAL, 'shuffled', 'Counterfactual BPR, placebo: shuffled negatives'),
    placebo(COUNTERFACTUAL, 'mean-item', 'Counterfactual BPR, placebo: the mean item'),
    READER,
    uncurated(READER, 'Ridge on the attribute reader, uncurated'),
    placebo(READER, 'shuffled', 'Ridge on the attribute reader, placebo: shuffled negatives'),
    placebo(READER, 'none', 'Ridge on the attribute reader, placebo: positives alone'),
    NEGGEN,
    placebo(NEGGEN, 'mean-item', 'NegGen, placebo: the mean item'),
  ],
  hypotheses: [
    { text: 'Curated negatives', arm: COUNTERFACTUAL.name, against: BASELINE.name },
    {
      text: 'Curated negatives against sampled hard ones',
      arm: COUNTERFACTUAL.name,
      against: 'content-lightgcn-dns',
    },
    { text: 'Curation', arm: COUNTERFACTUAL.name, against: 'counterfactual-uncurated' },
    {
      text: 'Curated negatives against their own placebo',
      arm: COUNTERFACTUAL.name,
      against: 'counterfactual-shuffled',
    },
    {
      text: 'Curated negatives against the mean item',
      arm: COUNTERFACTUAL.name,
      against: 'counterfactual-mean-item',
    },
    { text: 'Curated negatives in the attribute reader', arm: READER.name, against: BASELINE.name },
    { text: 'Curation for the attribute reader', arm: READER.name, against: 'reader-uncurated' },
    {
      text: 'Curated negatives in the attribute reader against their own placebo',
      arm: READER.name,
      against: 'reader-shuffled',
    },
    {
      text: 'Curated negatives in the attribute reader against positives alone',
      arm: READER.name,
      against: 'reader-none',
    },
    { text: 'Curated negatives in NegGen', arm: NEGGEN.name, against: BASELINE.name },
    {
      text: 'Curated negatives in NegGen against the mean item',
      arm: NEGGEN.name,
      against: 'neggen-mean-item',
    },
  ],
} as const satisfies StudyTemplate

/** The same, taught by all proposals as they were generated. */
function uncurated(arm: StudyArm, label: string): StudyArm {
  return { ...arm, name: `${arm.name}-uncurated`, label, snapshot: 'uncurated' }
}

/** The same with its negatives replaced, and nothing else. */
function placebo(arm: StudyArm, negatives: string, label: string): StudyArm {
  return {
    ...arm,
    name: `${arm.name}-${negatives}`,
    label,
    settings: { ...arm.settings, negatives },
    placeboOf: arm.name,
  }
}
