import type { SparseMatrix, Tensor } from '../backends/backend.ts'
import { type Node, Tape } from '../backends/tape.ts'
import { normalizedAdjacency } from '../data/adjacency.ts'
import type { Batch } from '../data/batches.ts'
import type { Negatives } from '../data/negatives.ts'
import { TrainingFailure } from '../failure.ts'
import { uploadBatchNodes } from './batch-nodes.ts'
import { bprTerm, egoL2Term } from './bpr.ts'
import { type CausalEffects, CausalModule } from './causal-module.ts'
import { embeddingTable } from './initial-values.ts'
import { LightGcn } from './lightgcn.ts'
import type { Embeddings, LossTerm, Model, ModelContext, Parameter } from './model.ts'

/**
 * NegGen (arXiv 2501.15183) on LightGCN; without its causal module, LightGCN itself: the other switches
 * then have no effect.
 * @throws TrainingFailure if the run has no negatives, or the heads do not divide the dimensions
 */
export function createNegGen(context: ModelContext): Model {
  const { config, negatives } = context
  if (!config.causal) return new LightGcn(context)
  if (negatives === null || negatives.items.length === 0) {
    throw new TrainingFailure(
      'NegGen learns from generated negatives, and this run has none.',
      'Accept some negatives first, or train "lightgcn".',
    )
  }
  if (config.dimensions % config.heads !== 0) {
    throw new TrainingFailure(
      `${config.heads} attention heads do not divide ${config.dimensions} dimensions.`,
      'Choose dimensions that are a multiple of the heads.',
    )
  }
  return new NegGen(context, negatives)
}

/**
 * Scores y(u, i) = <e_u, e_i + lambda z_i>, and of a generated negative y^-(u, i) = <e_u, z_i^->. An item
 * without a negative has z_i = 0 and only takes part in the BPR term.
 */
class NegGen implements Model {
  readonly parameters: readonly Parameter[]
  readonly #context: ModelContext
  readonly #table: Tensor
  readonly #graph: SparseMatrix
  readonly #causal: CausalModule
  readonly #negativeItems: Int32Array
  /** The negative's row of each item, -1 where there is none. */
  readonly #rowOfItem: Int32Array

  constructor(context: ModelContext, negatives: Negatives) {
    const { backend, config, training, generator } = context
    this.#context = context
    this.#table = embeddingTable(backend, training.users, training.items, config.dimensions, generator)
    this.#graph = backend.uploadSparse(normalizedAdjacency(training))
    this.#causal = new CausalModule(backend, negatives.modalities, config.dimensions, config.heads, generator)
    this.parameters = [{ name: 'embeddings', value: this.#table }, ...this.#causal.parameters]
    this.#negativeItems = negatives.items
    this.#rowOfItem = new Int32Array(training.items).fill(-1)
    negatives.items.forEach((item, row) => {
      this.#rowOfItem[item] = row
    })
  }

  lossTerms(tape: Tape, batch: Batch): readonly LossTerm[] {
    const { backend, config, training } = this.#context
    const nodes = uploadBatchNodes(backend, batch, training.users)
    const table = tape.parameter(this.#table)
    const terms = [egoL2Term(tape, table, nodes, config.regularization)]
    const final = tape.propagate(this.#graph, table, config.layers)
    const users = tape.gather(final, nodes.users)

    const scored = config.sampledNegative ? [batch.positives, batch.negatives] : [batch.positives]
    const rows = this.#distinctRows(scored)
    const effects = rows.length === 0 ? null : this.#causal.effects(tape, backend.uploadIndices(rows))
    const places = new Int32Array(this.#negativeItems.length).fill(-1)
    rows.forEach((row, place) => {
      places[row] = place
    })
    /** Where an item's effect stands in `effects`, -1 without one. */
    const placeOf = (item: number) => places[this.#rowOfItem[item] ?? -1] ?? -1

    const positivePlaces = batch.positives.map(placeOf)
    const items = tape.gather(final, nodes.positives)
    const positives = this.#withEffect(tape, items, effects, positivePlaces)
    if (config.sampledNegative) {
      const sampled = tape.gather(final, nodes.negatives)
      const negatives = this.#withEffect(tape, sampled, effects, batch.negatives.map(placeOf))
      terms.push(bprTerm(tape, users, positives, negatives))
    }
    if (effects !== null) {
      terms.push(...this.#causalTerms(tape, { users, items, positives, effects, positivePlaces }))
    }
    return terms
  }

  embeddings(): Embeddings {
    const { backend, config, training } = this.#context
    const tape = new Tape(backend)
    const final = tape.propagate(this.#graph, tape.constant(this.#table), config.layers).value
    const everyRow = Int32Array.from(this.#negativeItems.keys())
    const { effect } = this.#causal.effects(tape, backend.uploadIndices(everyRow))
    const items = backend.zeros(training.items, config.dimensions)
    backend.accumulate(items, backend.slice(final, training.users, training.items), 1)
    backend.scatterAdd(items, backend.uploadIndices(this.#negativeItems), effect.value, config.lambda)
    return { users: backend.slice(final, 0, training.users), items }
  }

  /** e_i + lambda z_i */
  #withEffect(tape: Tape, items: Node, effects: CausalEffects | null, places: Int32Array): Node {
    if (effects === null) return items
    const found = tape.gather(effects.effect, this.#context.backend.uploadIndices(places))
    return tape.addScaled(items, found, this.#context.config.lambda)
  }

  /**
   * The two losses on generated negatives, both means over the batch's pairs whose item has one:
   * -log sigma(y(u, i) - y^-(u, i)), and InfoNCE between z_i and e_i with z_i^- as the one negative, which
   * is -log sigma((<z_i, e_i> - <z_i^-, e_i>) / tau). They pass over what is the same for all pairs.
   */
  #causalTerms(
    tape: Tape,
    pairs: {
      users: Node
      /** e_i */
      items: Node
      /** e_i + lambda z_i */
      positives: Node
      effects: CausalEffects
      positivePlaces: Int32Array
    },
  ): LossTerm[] {
    const { backend, config } = this.#context
    const withNegative = Int32Array.from(pairs.positivePlaces.keys()).filter(
      (pair) => (pairs.positivePlaces[pair] ?? -1) >= 0,
    )
    if (withNegative.length === 0) return []
    const chosen = backend.uploadIndices(withNegative)
    const places = backend.uploadIndices(pairs.positivePlaces.filter((place) => place >= 0))
    const users = tape.gather(pairs.users, chosen)
    const negatives = tape.gather(pairs.effects.negative, places)

    const margins = tape.rowDot(users, tape.addScaled(tape.gather(pairs.positives, chosen), negatives, -1))
    const terms: LossTerm[] = [{ name: 'generated negatives', value: tape.logSigmoidLoss(margins) }]
    if (config.alignment) {
      const change = tape.addScaled(tape.gather(pairs.effects.effect, places), negatives, -1)
      const agreement = tape.rowDot(change, tape.gather(pairs.items, chosen))
      const loss = tape.logSigmoidLoss(agreement, 1 / config.tau)
      terms.push({ name: 'alignment', value: tape.scale(loss, config.alpha) })
    }
    return terms
  }

  /** The negatives' rows that occur in the lists of items, each once. */
  #distinctRows(lists: readonly Int32Array[]): Int32Array {
    const rows = new Set<number>()
    for (const list of lists) {
      for (const item of list) {
        const row = this.#rowOfItem[item] ?? -1
        if (row >= 0) rows.add(row)
      }
    }
    return Int32Array.from(rows)
  }
}
