import { itemFeatures } from '#shared/training/models/item-modalities.ts'
import type { Backend, Indices, SparseMatrix, Tensor } from '../backends/backend.ts'
import type { Node, Tape } from '../backends/tape.ts'
import { normalizedAdjacency } from '../data/adjacency.ts'
import { featureMatrix } from '../data/features.ts'
import type { Rng } from '../data/rng.ts'
import type { Batch } from '../data/triplet-loader.ts'
import { type PairRows, RowFinder } from './batch-rows.ts'
import { embeddingTable, glorotUniform } from './initial-values.ts'
import type { Embeddings, LossTerm, Model, ModelContext, Parameter } from './model.ts'
import { propagateWeighted, weightedPropagation } from './propagation.ts'

/**
 * BM3 (Zhou et al. 2023, "Bootstrap Latent Representations for Multi-modal Recommendation"). A user has LightGCN's vector
 * h_u, an item LightGCN's plus its own before the propagation, h_i, and for each modality a linear projection of its content,
 * h_m. One linear predictor maps each h to h'; h* is h under dropout, a target without a gradient. With C = 1 - cosine, averaged
 * over the batch's pairs, the loss is
 *
 *   C(h'_u, h*_i) + C(h'_i, h*_u) + w sum_m (C(h'_m, h*_i) + C(h'_m, h*_m)) + lambda (|H_u| + |H_i|) / items:
 *
 * reconstruction of the graph, alignment between modalities, alignment within a modality, and the Frobenius norms of the vectors
 * of all users and of all items. Scores are <h'_u, h'_i>. All of it is as in BM3 of the authors' toolbox MMRec.
 *
 * Departures: features stay as they are, where that code trains them further. Weights start uniform after Glorot & Bengio, where
 * that code draws those of the layers from the normal distribution of the same paper, and biases at 0.
 */
export class Bm3 implements Model {
  readonly parameters: readonly Parameter[]
  readonly #context: ModelContext<'bm3'>
  readonly #table: Tensor
  readonly #graph: SparseMatrix
  /** How often a node's own vector counts in the mean over its layers: an item's once more on top of the whole mean. */
  readonly #ownWeights: Tensor
  readonly #predictor: Layer
  readonly #modalities: readonly Modality[]
  readonly #finder: RowFinder

  constructor(context: ModelContext<'bm3'>) {
    const { backend, settings, training, features, rng } = context
    const { users, items } = training
    const { dimensions } = settings
    const parameters: Parameter[] = []
    const layer = (name: string, inputs: number): Layer => {
      const weights = backend.upload(glorotUniform(inputs, dimensions, rng), inputs, dimensions)
      const bias = backend.zeros(1, dimensions)
      parameters.push({ name: `${name}.weights`, value: weights }, { name: `${name}.bias`, value: bias })
      return { weights, bias }
    }
    this.#context = context
    this.#table = embeddingTable(backend, users, items, dimensions, rng)
    this.#graph = backend.uploadSparse(normalizedAdjacency(training))
    const ownWeights = new Float32Array(users + items).fill(1).fill(1 + settings.layers + 1, users)
    this.#ownWeights = backend.upload(ownWeights, users + items, 1)
    this.#predictor = layer('predictor', dimensions)
    this.#modalities =
      settings.contentWeight === 0
        ? []
        : itemFeatures(settings.modalities).map((feature) => {
            const { rows, cols, values } = featureMatrix(features, feature)
            const name = feature === 'item_text' ? 'text' : 'image'
            const projection = layer(`${name}_projection`, cols)
            return { name, features: backend.upload(values, rows, cols), projection }
          })
    this.#finder = new RowFinder(users, items)
    this.parameters = [...parameters, { name: 'embeddings', value: this.#table }]
  }

  lossTerms(tape: Tape, batch: Batch, rng: () => Rng): readonly LossTerm[] {
    const { backend, settings, training } = this.#context
    const numbers = rng()
    const found = this.#finder.findPairs(backend, batch, 1 / batch.users.length)
    const table = tape.parameter(this.#table)
    const all = weightedPropagation(tape, backend, this.#graph, table, settings.layers, this.#ownWeights)
    const vectors = tape.rows(all, found.rows)
    const targets = this.#target(tape, vectors, numbers)
    const predicted = this.#predict(tape, vectors)
    const [users, items] = [backend.uploadIndices(found.users), backend.uploadIndices(found.positives)]
    const perPair = backend.upload(
      new Float32Array(batch.users.length).fill(1 / batch.users.length),
      batch.users.length,
      1,
    )
    const towards = (from: Indices, to: Indices) =>
      this.#disagreement(tape, tape.gather(predicted, from), tape.gather(targets, to), perPair)
    return [
      { name: 'users to items', value: towards(users, items) },
      { name: 'items to users', value: towards(items, users) },
      ...this.#contentTerms(tape, found, targets, numbers),
      { name: 'L2', value: tape.scale(this.#norms(tape, all), settings.regularization / training.items) },
    ]
  }

  embeddings(): Embeddings {
    const { backend, settings, training } = this.#context
    const { users, items } = training
    const all = propagateWeighted(backend, this.#graph, this.#table, settings.layers, this.#ownWeights)
    const { weights, bias } = this.#predictor
    const predicted = backend.linear(all, weights, bias)
    return { users: backend.slice(predicted, 0, users), items: backend.slice(predicted, users, items) }
  }

  /**
   * |H_u| + |H_i|: 1 x 1. The gradient of a norm is the matrix at length 1.
   * @param all h of all nodes
   */
  #norms(tape: Tape, all: Node): Node {
    const { backend, training } = this.#context
    const { users, items } = training
    const norms = [
      frobeniusNorm(backend, backend.slice(all.value, 0, users)),
      frobeniusNorm(backend, backend.slice(all.value, users, items)),
    ] as const
    const sum = backend.addScaled(norms[0].norm, norms[1].norm, 1)
    return tape.record(sum, [all], (gradient) => {
      const ofRows = norms.map(({ inverse }, part) => {
        const rows = part === 0 ? users : items
        const ones = backend.upload(new Float32Array(rows).fill(1), rows, 1)
        return backend.scaleByScalar(ones, backend.multiply(inverse, gradient), 1)
      })
      all.gradient.addDense(backend.scaleRows(all.value, backend.concatRows(ofRows)))
    })
  }

  /** @param targets h* of the batch's rows, at length 1 */
  #contentTerms(tape: Tape, { nodes, occurrences }: PairRows, targets: Node, numbers: Rng): LossTerm[] {
    const { backend, settings, training } = this.#context
    const places = Int32Array.from(nodes.keys()).filter((place) => (nodes[place] ?? 0) >= training.users)
    const items = backend.uploadIndices(places.map((place) => (nodes[place] ?? 0) - training.users))
    const rows = backend.uploadIndices(places)
    const weights = backend.gather(occurrences, rows)
    const itemTargets = tape.gather(targets, rows)
    return this.#modalities.flatMap(({ name, features, projection }) => {
      const content = apply(tape, projection, tape.constant(backend.gather(features, items)))
      const target = this.#target(tape, content, numbers)
      const predicted = this.#predict(tape, content)
      const across = this.#disagreement(tape, predicted, itemTargets, weights)
      const within = this.#disagreement(tape, predicted, target, weights)
      return [
        { name: `${name} to items`, value: tape.scale(across, settings.contentWeight) },
        { name: `${name} to itself`, value: tape.scale(within, settings.contentWeight) },
      ]
    })
  }

  /** The predictor's output, each row at length 1. */
  #predict(tape: Tape, x: Node): Node {
    return tape.normalizeRows(apply(tape, this.#predictor, x))
  }

  /** x under dropout, each row at length 1: a constant. Dropout's factor 1 / (1 - p) does not change a direction. */
  #target(tape: Tape, x: Node, numbers: Rng): Node {
    const { backend, settings } = this.#context
    const { rows, cols } = x.value
    const kept = Float32Array.from({ length: rows * cols }, () =>
      numbers.uniform(0, 1) < settings.dropout ? 0 : 1,
    )
    const mask = tape.constant(backend.upload(kept, rows, cols))
    return tape.normalizeRows(tape.multiply(tape.detached(x), mask))
  }

  /** The weighted mean of 1 - cosine of each pair of rows, which have length 1; the weights add up to 1. */
  #disagreement(tape: Tape, a: Node, b: Node, weights: Tensor): Node {
    const one = tape.constant(this.#context.backend.upload([1], 1, 1))
    return tape.addScaled(one, tape.weightedSum(tape.rowDot(a, b), weights), -1)
  }
}

interface Layer {
  readonly weights: Tensor
  readonly bias: Tensor
}

interface Modality {
  readonly name: string
  /** [items, k] */
  readonly features: Tensor
  readonly projection: Layer
}

/** The root of the sum of all squares, and 1 / it, or 0 for a matrix of length 1e-12 or less: 1 x 1 each. */
function frobeniusNorm(backend: Backend, x: Tensor): { readonly norm: Tensor; readonly inverse: Tensor } {
  const norms = backend.multiply(backend.rowDot(x, x), backend.inverseNorms(x))
  const asRow = backend.matmul(backend.upload([1], 1, 1), norms, { b: true })
  const inverse = backend.inverseNorms(asRow)
  return { norm: backend.multiply(backend.rowDot(asRow, asRow), inverse), inverse }
}

function apply(tape: Tape, { weights, bias }: Layer, x: Node): Node {
  return tape.linear(x, tape.parameter(weights), tape.parameter(bias))
}
