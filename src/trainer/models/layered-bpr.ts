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
    const weight = egoL2Weight(regularization, batch.users.length)
    const found = finder.findMixed(backend, batch, weight)
    const layers = vectors.layers(tape).rows(found.rows)
    const own = tape.rows(tape.parameter(table), found.rows)
    const final = mean(tape, layers)
    return [
      { name: 'BPR', value: tape.logSigmoidLoss(this.#margins(tape, final, layers, found, batch)) },
      { name: 'L2', value: this.#l2(tape, own, found, batch, weight) },
      ...(further?.(tape, final, found, rng) ?? []),
    ]
  }

  /**
   * <e_u, e_i - n> with n the mixture: the mean over the layers l of (1 - s_l) <e_u, e_i^(l) - e_j^(l)>, since a share s of
   * the positive cancels against the positive itself. [pairs, 1]
   */
  #margins(
    tape: Tape,
    final: Node,
    layers: readonly Node[],
    found: MixedRows,
    { negatives }: MixedBatch,
  ): Node {
    const { backend } = this.#parts
    const rows = final.value.rows
    const alone = layers.length === 1
    const ofLayers = layers.map((vectors, layer) => {
      const stacked = alone ? final : tape.concatRows([final, vectors])
      const offset = alone ? 0 : rows
      const shifted = (places: Int32Array) => places.map((place) => place + offset)
      const items = found.items[layer] ?? NOBODY
      const triples = backend.uploadTriples(
        found.users,
        shifted(found.positives),
        shifted(items),
        stacked.value.rows,
      )
      const rest = (negatives.shares[layer] ?? EMPTY).map((share) => (1 - share) / layers.length)
      const factors = tape.constant(backend.upload(rest, rest.length, 1))
      return tape.scaleRows(tape.tripleMargins(stacked, triples), factors)
    })
    return sum(tape, ofLayers)
  }

  /**
   * The L2 term on users, positives and what is mixed at the first layer. Of the last |s e_i + (1 - s) e_j|^2 the
   * occurrences have the squares; what they have too much is 2 s (1 - s) <e_i, e_i - e_j>.
   */
  #l2(tape: Tape, own: Node, found: MixedRows, { negatives }: MixedBatch, weight: number): Node {
    const { backend } = this.#parts
    const { positives, items } = found
    const triples = backend.uploadTriples(positives, positives, items[0] ?? NOBODY, own.value.rows)
    const excess = (negatives.shares[0] ?? EMPTY).map((share) => -2 * weight * share * (1 - share))
    const crossed = tape.weightedSum(
      tape.tripleMargins(own, triples),
      backend.upload(excess, excess.length, 1),
    )
    return tape.addScaled(tape.squaredNorm(own, found.occurrences), crossed, 1)
  }
}

function mean(tape: Tape, nodes: readonly Node[]): Node {
  const total = sum(tape, nodes)
  return nodes.length === 1 ? total : tape.scale(total, 1 / nodes.length)
}

function sum(tape: Tape, [first, ...rest]: readonly Node[]): Node {
  if (first === undefined) throw new Error('There is at least one layer.')
  return rest.reduce((total, node) => tape.addScaled(total, node, 1), first)
}

const EMPTY = new Float32Array()
const NOBODY = new Int32Array()
