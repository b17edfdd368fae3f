import type { Backend, Tensor } from '../backends/backend.ts'
import type { Node, Tape } from '../backends/tape.ts'
import type { Rng } from '../data/rng.ts'
import type { MixedBatch } from '../data/triplet-loader.ts'
import type { MixedRows, RowFinder } from './batch-rows.ts'
import { egoL2Weight } from './bpr.ts'
import type { GraphVectors } from './graph-vectors.ts'
import type { Embeddings, LayeredModel, LossTerm } from './model.ts'

interface Parts {
  readonly backend: Backend
  /** Whose means over the layers the model ranks by. */
  readonly vectors: GraphVectors
  /** The own vectors, which the L2 term is on: [users + items, d]. */
  readonly table: Tensor
  readonly users: number
  readonly finder: RowFinder
  readonly regularization: number
  /**
   * Terms that do not know of sampled negatives.
   * @param final vectors of the batch's rows, [rows, d]
   */
  readonly further?: (tape: Tape, final: Node, found: MixedRows, rng: () => Rng) => readonly LossTerm[]
}

/**
 * BPR-OPT of a model whose vectors are means over layers, on negatives that are mixed by layer (Huang et al. 2021,
 * equations 5 to 9; the L2 term on what is mixed at the first layer is that of their code).
 */
export class LayeredBpr implements LayeredModel {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  layers(step: Tape): readonly Embeddings[] {
    const { backend, vectors, users } = this.#parts
    return vectors.layers(step).values.map((all) => ({
      users: backend.slice(all, 0, users),
      items: backend.slice(all, users, all.rows - users),
    }))
  }

  lossTerms(tape: Tape, batch: MixedBatch, rng: () => Rng): readonly LossTerm[] {
    const { backend, vectors, table, finder, regularization, further } = this.#parts
    const pairs = batch.users.length
    const weight = egoL2Weight(regularization, pairs)
    const found = finder.findMixed(backend, batch, weight)
    const layers = vectors.layers(tape).rows(found.rows)
    const own = tape.rows(tape.parameter(table), found.rows)
    const mixed = (of: Node, layer: number) => this.#mixed(tape, of, layer, found, batch)
    const final = mean(tape, layers)
    const negatives = mean(tape, layers.map(mixed))
    const [users, positives] = [found.users, found.positives].map((places) =>
      tape.gather(final, backend.uploadIndices(places)),
    )
    if (users === undefined || positives === undefined) throw new Error('A pair has a user and a positive.')
    const margins = tape.rowDot(users, tape.addScaled(positives, negatives, -1))
    const once = backend.upload(new Float32Array(pairs).fill(weight), pairs, 1)
    const l2 = tape.addScaled(
      tape.squaredNorm(own, found.occurrences),
      tape.squaredNorm(mixed(own, 0), once),
      1,
    )
    return [
      { name: 'BPR', value: tape.logSigmoidLoss(margins) },
      { name: 'L2', value: l2 },
      ...(further?.(tape, final, found, rng) ?? []),
    ]
  }

  /** share e_i + (1 - share) e_j of a layer, for each pair: [pairs, d]. */
  #mixed(tape: Tape, rows: Node, layer: number, found: MixedRows, { negatives }: MixedBatch): Node {
    const { backend } = this.#parts
    const shares = negatives.shares[layer] ?? EMPTY
    const part = (places: Int32Array, factors: Float32Array) =>
      tape.scaleRows(
        tape.gather(rows, backend.uploadIndices(places)),
        tape.constant(backend.upload(factors, factors.length, 1)),
      )
    const positives = part(found.positives, shares)
    const others = part(
      found.items[layer] ?? NOBODY,
      shares.map((share) => 1 - share),
    )
    return tape.addScaled(positives, others, 1)
  }
}

function mean(tape: Tape, [first, ...rest]: readonly Node[]): Node {
  if (first === undefined) throw new Error('There is at least one layer.')
  const sum = rest.reduce((total, node) => tape.addScaled(total, node, 1), first)
  return rest.length === 0 ? sum : tape.scale(sum, 1 / (rest.length + 1))
}

const EMPTY = new Float32Array()
const NOBODY = new Int32Array()
