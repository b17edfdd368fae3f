/** A model and a way of using negatives: what settings are chosen for. */
export interface Method {
  readonly settings: { readonly model: string } & Readonly<Record<string, unknown>>
  /** What is tried of each setting, in all combinations; nothing where there is nothing to choose. */
  readonly grid: Readonly<Record<string, readonly unknown[]>>
}

/** Twenty combinations, the same number for every method that is trained; the best lies inside of them, and not at an end. */
const EMBEDDINGS = {
  learningRate: [0.001, 0.002, 0.005, 0.01, 0.02],
  regularization: [1e-4, 1e-3, 1e-2, 1e-1],
}
/** Their L2 term is on the own vectors alone, which takes larger weights. */
const CONTENT = { learningRate: [0.002, 0.005, 0.01, 0.02, 0.05], regularization: [1e-3, 1e-2, 1e-1, 1] }
const RIDGE = { lambda: [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6], learningRate: [0.05, 0.1] }

/**
 * Every method. β = 2 of counterfactual BPR, ρ = 3 of the reader and five rounds of its self-training are the defaults of the models, and
 * are not among what is tried: a method with negatives tries no more than the same model without.
 */
export const METHODS = {
  popularity: { settings: { model: 'popularity' }, grid: {} },
  'item-knn': { settings: { model: 'item-knn' }, grid: {} },
  'bpr-mf': {
    settings: { model: 'bpr-mf' },
    grid: { learningRate: [0.002, 0.005, 0.01, 0.02], regularization: [1e-3, 1e-2, 1e-1, 1, 10] },
  },
  lightgcn: { settings: { model: 'lightgcn' }, grid: EMBEDDINGS },
  'content-mf': { settings: { model: 'content-mf' }, grid: CONTENT },
  'content-lightgcn': { settings: { model: 'content-lightgcn' }, grid: CONTENT },
  vbpr: { settings: { model: 'vbpr' }, grid: EMBEDDINGS },
  bm3: {
    settings: { model: 'bm3' },
    grid: { learningRate: EMBEDDINGS.learningRate, regularization: [1e-2, 1e-1, 1, 10] },
  },
  freedom: {
    settings: { model: 'freedom' },
    grid: { learningRate: EMBEDDINGS.learningRate, lambda: [0, 1e-3, 1e-2, 1e-1] },
  },
  mgcn: { settings: { model: 'mgcn' }, grid: EMBEDDINGS },
  neggen: {
    settings: { model: 'neggen' },
    grid: { learningRate: [0.005, 0.01], regularization: [1e-4, 1e-2], lambda: [0.1, 0.2, 0.4, 1, 2] },
  },
  counterfactual: { settings: { model: 'content-lightgcn', use: 'counterfactual' }, grid: CONTENT },
  'reader-lightgcn': {
    settings: { model: 'content-lightgcn', use: 'attribute-reader', selfTraining: 0 },
    grid: { learningRate: [0.01, 0.02, 0.05, 0.1], regularization: [1e-2, 1e-1, 1, 10, 100] },
  },
  ridge: { settings: { model: 'ridge' }, grid: RIDGE },
  'prior-ridge': { settings: { model: 'ridge', use: 'difference-prior' }, grid: RIDGE },
  'reader-ridge': { settings: { model: 'ridge', use: 'attribute-reader', selfTraining: 0 }, grid: RIDGE },
  'self-reader-ridge': {
    settings: { model: 'ridge', use: 'attribute-reader', selfTraining: 5 },
    grid: RIDGE,
  },
} as const satisfies Readonly<Record<string, Method>>

export type MethodName = keyof typeof METHODS

/** Every combination of the values of a grid; one without any for an empty grid. */
export function gridPoints(grid: Method['grid']): Record<string, unknown>[] {
  return Object.entries(grid).reduce<Record<string, unknown>[]>(
    (points, [name, values]) =>
      points.flatMap((point) => values.map((value) => ({ ...point, [name]: value }))),
    [{}],
  )
}
