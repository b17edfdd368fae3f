import { type Arm, WORLD_ARMS } from './arms.ts'

const PROBED: readonly string[] = [
  'content-mf',
  'content-lightgcn',
  'ridge',
  'neggen',
  'neggen-mean-item',
  'counterfactual',
  'counterfactual-shuffled',
  'prior-ridge',
  'prior-ridge-shuffled',
  'reader-lightgcn',
  'reader-ridge',
  'reader-ridge-shuffled',
]

/** What is asked for the attributes that it scores by: every model that can be, and the uses of negatives with a placebo each. */
export const PROBE_ARMS: readonly Arm[] = [
  ...WORLD_ARMS.filter(({ name }) => PROBED.includes(name)),
  { name: 'vbpr-text', label: 'VBPR on text', method: 'vbpr', settings: { features: 'text' } },
]
