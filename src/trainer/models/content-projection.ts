import type { Backend, Indices, Tensor } from '../backends/backend.ts'
import type { Node, Tape } from '../backends/tape.ts'
import type { ItemContent } from '../content/item-content.ts'
import type { Negatives } from '../data/negatives.ts'
import type { Rng } from '../data/rng.ts'
import { type BatchRows, itemsAmong, type PairRows } from './batch-rows.ts'
import { normalValues } from './initial-values.ts'
import type { LossTerm, Parameter } from './model.ts'

/** The linear projection W of the items' content on the space of their vectors, with what negatives add to its loss. */
export class ContentProjection {
  readonly parameters: readonly Parameter[]
  readonly #backend: Backend
  readonly #users: number
  /** [items, k] */
  readonly #content: Tensor
  /** [k, d] */
  readonly #weights: Tensor
  /** A constant: a bias would move all items alike. */
  readonly #noBias: Tensor
  readonly #counterfactual: Counterfactual | null
  readonly #nuisance: Nuisance | null

  constructor(
    backend: Backend,
    { items, differences, nuisance }: ItemContent,
    negatives: Negatives | null,
    size: { readonly users: number; readonly dimensions: number; readonly beta: number },
    rng: Rng,
  ) {
    this.#backend = backend
    this.#users = size.users
    this.#content = backend.upload(items.values, items.rows, items.cols)
    this.#weights = backend.upload(
      normalValues(items.cols, size.dimensions, rng),
      items.cols,
      size.dimensions,
    )
    this.#noBias = backend.zeros(1, size.dimensions)
    const parameters: Parameter[] = [{ name: 'content_projection.weights', value: this.#weights }]
    this.#counterfactual =
      differences === null || negatives === null || size.beta === 0
        ? null
        : {
            differences: backend.upload(differences.values, differences.rows, differences.cols),
            rowsOf: rowsByItem(negatives.items),
            beta: size.beta,
          }
    this.#nuisance = null
    if (nuisance !== null) {
      const effects = backend.zeros(nuisance.cols, 1)
      parameters.push({ name: 'nuisance_effects', value: effects })
      this.#nuisance = {
        values: backend.upload(nuisance.values, nuisance.rows, nuisance.cols),
        effects,
        noBias: backend.zeros(1, 1),
      }
    }
    this.parameters = parameters
  }

  /** W f_i of every item: [items, d]. */
  ofItems(tape: Tape): Node {
    return this.#project(tape, this.#content)
  }

  /** W f_i of those nodes that are items, zeros for users: [nodes, d]. */
  ofNodes(tape: Tape, nodes: Int32Array): Node {
    return this.#project(tape, this.#backend.gather(this.#content, this.#itemsAmong(nodes)))
  }

  /**
   * Counterfactual BPR: beta times the mean over the batch's pairs whose item has negatives of
   * -log sigma(<e_u, W (f_i - f_i^-)>), with one of its negatives at random. What an item and its negative share, its
   * own vector above all, cancels.
   * @param vectors of the batch's rows, [rows, d]
   */
  counterfactualTerms(tape: Tape, vectors: Node, found: PairRows, rng: () => Rng): LossTerm[] {
    if (this.#counterfactual === null) return []
    const { differences, rowsOf, beta } = this.#counterfactual
    const users: number[] = []
    const rows: number[] = []
    const generator = rng()
    found.positives.forEach((place, pair) => {
      const candidates = rowsOf.get((found.nodes[place] ?? 0) - this.#users)
      if (candidates === undefined) return
      users.push(found.users[pair] ?? 0)
      rows.push(candidates[generator.below(candidates.length)] ?? 0)
    })
    if (rows.length === 0) return []
    const backend = this.#backend
    const effect = this.#project(
      tape,
      backend.gather(differences, backend.uploadIndices(Int32Array.from(rows))),
    )
    const margins = tape.rowDot(tape.gather(vectors, backend.uploadIndices(Int32Array.from(users))), effect)
    return [{ name: 'counterfactual BPR', value: tape.scale(tape.logSigmoidLoss(margins), beta) }]
  }

  /**
   * What nuisances add to the margin of each triple, <g, n_i - n_j>, without a penalty on g: [triples, 1]. Null without
   * nuisances. Scores that rank leave it out.
   */
  nuisanceMargins(tape: Tape, found: BatchRows): Node | null {
    if (this.#nuisance === null) return null
    const { values, effects, noBias } = this.#nuisance
    const backend = this.#backend
    const of = (places: Int32Array) =>
      backend.gather(values, this.#itemsAmong(places.map((place) => found.nodes[place] ?? 0)))
    const difference = backend.addScaled(of(found.positives), of(found.negatives), -1)
    return tape.linear(tape.constant(difference), tape.parameter(effects), tape.constant(noBias))
  }

  #project(tape: Tape, content: Tensor): Node {
    return tape.linear(tape.constant(content), tape.parameter(this.#weights), tape.constant(this.#noBias))
  }

  #itemsAmong(nodes: Int32Array): Indices {
    return this.#backend.uploadIndices(itemsAmong(nodes, this.#users))
  }
}

interface Counterfactual {
  /** [negatives, k] */
  readonly differences: Tensor
  readonly rowsOf: ReadonlyMap<number, readonly number[]>
  readonly beta: number
}

interface Nuisance {
  /** [items, values] */
  readonly values: Tensor
  /** g: [values, 1] */
  readonly effects: Tensor
  readonly noBias: Tensor
}

function rowsByItem(items: Int32Array): ReadonlyMap<number, readonly number[]> {
  return Map.groupBy(items.keys(), (row) => items[row] ?? -1)
}
