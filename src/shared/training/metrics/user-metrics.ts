import type { MetricDescriptor } from './metric-descriptor.ts'

/**
 * Those that every test user has a value of. Files hold them in this order: a new one goes to the end, so that what older runs
 * wrote is the beginning of what newer ones write.
 */
export const userMetrics = [
  {
    name: 'recall',
    label: 'Recall',
    summary: 'Which share of what the user has is among the first k.',
    formula: 'H / |R|',
    source: 'RecBole (Zhao et al. 2021)',
    over: 'user',
    better: 'higher',
  },
  {
    name: 'ndcg',
    label: 'NDCG',
    summary: 'Gain of the hits, less the further down they stand, against that of the best possible list.',
    formula: 'Σ_{p≤k} r_p / log2(p + 1), over Σ_{p≤min(|R|, k)} 1 / log2(p + 1)',
    source: 'Järvelin and Kekäläinen 2002',
    over: 'user',
    better: 'higher',
  },
  {
    name: 'precision',
    label: 'Precision',
    summary: 'Which share of the first k the user has.',
    formula: 'H / k',
    source: 'RecBole (Zhao et al. 2021)',
    over: 'user',
    better: 'higher',
  },
  {
    name: 'map',
    label: 'MAP',
    summary: 'Mean of the precision at each hit.',
    formula: 'Σ_{p≤k} r_p Precision@p, over min(|R|, k)',
    source: 'RecBole (Zhao et al. 2021)',
    over: 'user',
    better: 'higher',
  },
  {
    name: 'hitrate',
    label: 'Hit rate',
    summary: 'Whether anything that the user has is among the first k.',
    formula: '1 if H > 0, else 0',
    source: 'RecBole (Zhao et al. 2021)',
    over: 'user',
    better: 'higher',
  },
  {
    name: 'mrr',
    label: 'MRR',
    summary: 'One over the place of the first hit; 0 if none is among the first k.',
    formula: '1 / min {p ≤ k : r_p = 1}, or 0',
    source: 'Voorhees 1999; cut at k as in RecBole (Zhao et al. 2021)',
    over: 'user',
    better: 'higher',
  },
] as const satisfies readonly MetricDescriptor[]
