import type { MetricDescriptor } from './metric-descriptor.ts'

/** Those that are of the lists of all users together. */
export const listMetrics = [
  {
    name: 'coverage',
    label: 'Coverage',
    summary: 'Which share of the catalogue is in anyone’s first k.',
    formula: '|{i : n_i > 0}| / items',
    source: 'Ge et al. 2010',
    over: 'lists',
    better: 'higher',
  },
  {
    name: 'gini',
    label: 'Gini',
    summary:
      'How unequally often items are recommended: 0 if all are equally often, towards 1 if few have everything.',
    formula: 'Σ_p (2 p − items − 1) n_p / (items Σ_i n_i), the counts n ascending',
    source: 'RecBole (Zhao et al. 2021)',
    over: 'lists',
    better: 'lower',
  },
  {
    name: 'entropy',
    label: 'Entropy',
    summary: 'Shannon entropy of what is recommended, in bits: log2(items) if all are equally often.',
    formula: '−Σ_i s_i log2 s_i with s_i = n_i / Σ_j n_j',
    source: 'Shannon 1948; Shani and Gunawardana 2011',
    over: 'lists',
    better: 'higher',
  },
  {
    name: 'novelty',
    label: 'Novelty',
    summary:
      'Mean self-information of what is recommended, in bits: high where few users have it in training.',
    formula:
      'Σ_i n_i log2(users / max(1, t_i)), over Σ_i n_i; t_i users have item i in training, and one that nobody has counts as one user’s',
    source: 'Zhou et al. 2010',
    over: 'lists',
    better: 'higher',
  },
  {
    name: 'ild',
    label: 'Intra-list distance',
    summary:
      'How different the items of a list are: mean distance of their pairs in the space of the workspace’s text encoder, mean over the test users. Measured after the run, where the encoder can be used.',
    formula: 'mean over the pairs i, j of a list of 1 − cos(x_i, x_j)',
    source: 'Ziegler et al. 2005, as a distance',
    over: 'lists',
    better: 'higher',
  },
] as const satisfies readonly MetricDescriptor[]
