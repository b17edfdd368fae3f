import type { ModelName, TrainConfig } from '#shared/training/config.ts'

export interface ModelMeaning {
  readonly label: string
  readonly explanation: string
}

export const MODELS: Readonly<Record<ModelName, ModelMeaning>> = {
  neggen: {
    label: 'NegGen',
    explanation:
      'LightGCN that also learns from your curated negatives, through a causal module over both modalities.',
  },
  lightgcn: {
    label: 'LightGCN',
    explanation: 'Graph convolution over users and items, with sampled negatives. What NegGen builds on.',
  },
  'bpr-mf': {
    label: 'BPR-MF',
    explanation: 'Matrix factorisation with sampled negatives. The classic baseline.',
  },
  popularity: {
    label: 'Popularity',
    explanation: 'The same list for everybody, most interactions first. Trains nothing; the floor to beat.',
  },
}

/** Does this setting matter to this model? Others are left at their defaults and out of the form. */
export function usesEmbeddings(model: ModelName): boolean {
  return model !== 'popularity'
}

export function usesLayers(model: ModelName): boolean {
  return model === 'lightgcn' || model === 'neggen'
}

export function usesNegatives(model: ModelName): boolean {
  return model === 'neggen'
}

export function usesThreads(backend: TrainConfig['backend']): boolean {
  return backend === 'auto' || backend === 'wasm'
}
