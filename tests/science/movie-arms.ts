import { type Arm, BASELINE, MODEL_ARMS } from './arms.ts'

/** LightGCN with each sampler that it can have; those that a checkout does not have are left out when it runs. */
export const SAMPLER_ARMS: readonly Arm[] = [
  'uniform',
  'popularity',
  'dns',
  'dns-mn',
  'mixgcf',
  'ahns',
  'mixture',
].map((sampler) => ({
  name: `lightgcn-${sampler}`,
  label: `LightGCN, sampler ${sampler}`,
  method: 'lightgcn',
  settings: { sampler },
  ...(sampler !== 'uniform' && { against: [{ arm: 'lightgcn-uniform' }] }),
}))

/** Negatives as the rule-based generator proposes them, since there is no truth by which they could be curated. */
export const GENERATED_ARMS: readonly Arm[] = [
  {
    name: 'neggen-proposed',
    label: 'NegGen (as in the paper), uncurated',
    method: 'neggen',
    snapshot: 'proposed',
    against: [{ arm: BASELINE }, { arm: 'neggen-mean-item' }],
  },
  {
    name: 'neggen-mean-item',
    label: 'NegGen, placebo: the mean item',
    method: 'neggen',
    snapshot: 'proposed',
    settings: { negatives: 'mean-item' },
  },
  {
    name: 'counterfactual-proposed',
    label: 'Content LightGCN with counterfactual BPR, uncurated',
    method: 'counterfactual',
    snapshot: 'proposed',
    against: [{ arm: BASELINE }, { arm: 'counterfactual-shuffled' }],
  },
  {
    name: 'counterfactual-shuffled',
    label: 'Counterfactual BPR, placebo: shuffled negatives',
    method: 'counterfactual',
    snapshot: 'proposed',
    settings: { negatives: 'shuffled' },
  },
  {
    name: 'prior-ridge-proposed',
    label: 'Ridge with a taste prior from differences, uncurated',
    method: 'prior-ridge',
    snapshot: 'proposed',
    deterministic: true,
    against: [{ arm: BASELINE }, { arm: 'ridge' }, { arm: 'prior-ridge-shuffled' }],
  },
  {
    name: 'prior-ridge-shuffled',
    label: 'Taste prior, placebo: shuffled negatives',
    method: 'prior-ridge',
    snapshot: 'proposed',
    settings: { negatives: 'shuffled' },
  },
  {
    name: 'reader-ridge-proposed',
    label: 'Ridge on the attribute reader, uncurated',
    method: 'reader-ridge',
    snapshot: 'proposed',
    deterministic: true,
    against: [{ arm: BASELINE }, { arm: 'ridge' }, { arm: 'reader-ridge-shuffled' }],
  },
  {
    name: 'reader-ridge-shuffled',
    label: 'Attribute reader, placebo: shuffled negatives',
    method: 'reader-ridge',
    snapshot: 'proposed',
    settings: { negatives: 'shuffled' },
  },
  {
    name: 'self-reader-ridge-proposed',
    label: 'Ridge on the self-trained reader, uncurated',
    method: 'self-reader-ridge',
    snapshot: 'proposed',
    deterministic: true,
    against: [
      { arm: BASELINE },
      { arm: 'ridge' },
      { arm: 'self-reader-ridge-shuffled' },
      { arm: 'reader-ridge-proposed' },
    ],
  },
  {
    name: 'self-reader-ridge-shuffled',
    label: 'Self-trained reader, placebo: shuffled negatives',
    method: 'self-reader-ridge',
    snapshot: 'proposed',
    settings: { negatives: 'shuffled' },
  },
]

/** What competes on the movies. */
export const MOVIE_ARMS: readonly Arm[] = [...MODEL_ARMS, ...SAMPLER_ARMS, ...GENERATED_ARMS]
