import type { Tensor } from '../backends/backend.ts'
import { type Node, Tape } from '../backends/tape.ts'
import { plainContent } from '../content/item-content.ts'
import { standIns } from '../content/negatives-control.ts'
import {
  type MeanNegatives,
  type ModalityFeatures,
  meanNegatives,
  type Negatives,
} from '../data/negatives.ts'
import type { Batch } from '../data/triplet-loader.ts'
import { TrainingFailure } from '../failure.ts'
import { type BatchRows, RowFinder } from './batch-rows.ts'
import { bprTerm, egoL2Term, egoL2Weight } from './bpr.ts'
import { type CausalEffects, CausalModule } from './causal-module.ts'
import { ContentProjection } from './content-projection.ts'
import { type EffectModule, LinearModule, withoutNegatives } from './effect-modules.ts'
import { ownVectors, withContent } from './ego-table.ts'
import { GraphVectors } from './graph-vectors.ts'
import { embeddingTable } from './initial-values.ts'
import type { Embeddings, LossTerm, Model, ModelContext, Parameter } from './model.ts'

/**
 * NegGen (arXiv 2501.15183) on a base recommender. Beside the paper's module stand two that tell what it contributes: a linear
 * projection of the same content, and the same module without negatives.
 * @throws TrainingFailure if the run has no negatives, or the heads do not divide the dimensions
 */
export function createNegGen(context: ModelContext<'neggen'>): Model {
  const { settings, negatives } = context
  if (negatives === null || negatives.items.length === 0) {
    throw new TrainingFailure(
      'NegGen learns from generated negatives, and this run has none.',
      'Accept some negatives first, or train "lightgcn".',
    )
  }
  if (settings.dimensions % settings.heads !== 0) {
    throw new TrainingFailure(
      `${settings.heads} attention heads do not divide ${settings.dimensions} dimensions.`,
      'Choose dimensions that are a multiple of the heads.',
    )
  }
  return new NegGen(context, negatives)
}

/** The module that represents negatives, with fresh parameters. */
export function causalModuleOf({
  backend,
  settings,
  rng,
  modalities,
}: Pick<ModelContext<'neggen'>, 'backend' | 'settings' | 'rng'> & {
  readonly modalities: readonly ModalityFeatures[]
}): CausalModule {
  return new CausalModule(backend, modalities, settings.dimensions, settings.heads, rng)
}

/** The vectors that the module's effects are added to. */
function baseOf({ backend, settings, training, features, rng }: ModelContext<'neggen'>) {
  const { users, items } = training
  const { dimensions, base } = settings
  const table = embeddingTable(backend, users, items, dimensions, rng)
  if (base !== 'content-lightgcn')
    return { own: table, ego: ownVectors(table), layers: base === 'mf' ? 0 : settings.layers }
  const content = plainContent('text', features)
  const size = { users, dimensions, beta: 0 }
  const projection = new ContentProjection(backend, content, null, size, rng)
  return { own: table, ego: withContent(backend, table, projection, users), layers: settings.layers }
}

/** The mean negatives of each item, or what stands in for them. */
function negativesOf(
  { settings, features, controls }: ModelContext<'neggen'>,
  negatives: Negatives,
): MeanNegatives {
  const means = meanNegatives(negatives, features)
  const replaced = standIns(settings.negatives, means.items, controls)
  return {
    items: means.items,
    modalities: means.modalities.map((modality) => ({ ...modality, negative: replaced(modality) })),
  }
}

/**
 * Scores y(u, i) = <e_u, e_i + lambda z_i>, and of a generated negative y^-(u, i) = <e_u, z_i^->. An item
 * without a negative has z_i = 0 and only takes part in the BPR term.
 */
class NegGen implements Model {
  readonly parameters: readonly Parameter[]
  readonly #context: ModelContext<'neggen'>
  /** The own vectors of users and items, which the L2 term is on. */
  readonly #own: Tensor
  readonly #vectors: GraphVectors
  readonly #module: EffectModule
  readonly #finder: RowFinder
  readonly #negativeItems: Int32Array
  /** The negative's row of each item, -1 where there is none. */
  readonly #rowOfItem: Int32Array

  constructor(context: ModelContext<'neggen'>, curated: Negatives) {
    const { backend, settings, training, rng } = context
    this.#context = context
    const { own, ego, layers } = baseOf(context)
    this.#own = own
    this.#vectors = new GraphVectors(backend, training, ego, layers)
    this.#finder = new RowFinder(training.users, training.items)
    const negatives = negativesOf(context, curated)
    const { modalities } = negatives
    if (!settings.causal) this.#module = new LinearModule(backend, modalities, settings.dimensions, rng)
    else {
      const causal = causalModuleOf({ backend, settings, rng, modalities })
      this.#module = settings.negatives === 'none' ? withoutNegatives(causal) : causal
    }
    this.parameters = [...this.#module.parameters, ...ego.parameters]
    this.#negativeItems = negatives.items
    this.#rowOfItem = new Int32Array(training.items).fill(-1)
    negatives.items.forEach((item, row) => {
      this.#rowOfItem[item] = row
    })
  }

  lossTerms(tape: Tape, batch: Batch): readonly LossTerm[] {
    const { backend, settings } = this.#context
    const weight = egoL2Weight(settings.regularization, batch.users.length)
    const found = this.#finder.find(backend, batch, weight)
    const own = tape.rows(tape.parameter(this.#own), found.rows)
    const terms = [egoL2Term(tape, own, found)]
    const final = this.#vectors.rows(tape, found.rows)

    const wanted = settings.sampledNegative ? found.nodes : this.#nodesOf(batch.positives)
    const rows = this.#negativesAmong(wanted)
    const effects = rows.length === 0 ? null : this.#module.effects(tape, rows)
    const places = this.#placesAmong(found, rows)
    const scored = this.#withEffect(tape, final, effects, places)
    const causal =
      effects === null || settings.negatives === 'none'
        ? []
        : this.#causalTerms(tape, { found, final, scored, effects, places })
    // Recorded last, it is the first to go back: its gradient covers all rows, and the others add to it.
    if (settings.sampledNegative) terms.push(bprTerm(tape, scored, found))
    return [...terms, ...causal]
  }

  embeddings(step?: Tape): Embeddings {
    const { backend, settings, training } = this.#context
    const tape = new Tape(backend)
    const final = this.#vectors.all(step)
    const everyRow = Int32Array.from(this.#negativeItems.keys())
    const { vectors, items: count } = this.#module.effects(tape, everyRow)
    const effects = backend.slice(vectors.value, 0, count)
    const items = backend.zeros(training.items, settings.dimensions)
    backend.accumulate(items, backend.slice(final, training.users, training.items), 1)
    backend.scatterAdd(items, backend.uploadIndices(this.#negativeItems), effects, settings.lambda)
    return { users: backend.slice(final, 0, training.users), items }
  }

  /** e_i + lambda z_i for each row of the batch, a user's e_u as it is. */
  #withEffect(tape: Tape, final: Node, effects: CausalEffects | null, places: Int32Array): Node {
    if (effects === null) return final
    const found = tape.gather(effects.vectors, this.#context.backend.uploadIndices(places))
    return tape.addScaled(final, found, this.#context.settings.lambda)
  }

  /**
   * The two losses on generated negatives, both means over the batch's pairs whose item has one:
   * -log sigma(y(u, i) - y^-(u, i)), and InfoNCE between z_i and e_i with z_i^- as the one negative, which
   * is -log sigma((<z_i, e_i> - <z_i^-, e_i>) / tau). They pass over what is the same for all pairs.
   */
  #causalTerms(
    tape: Tape,
    step: {
      found: BatchRows
      /** e_u and e_i of the batch's rows */
      final: Node
      /** e_u and e_i + lambda z_i of the batch's rows */
      scored: Node
      effects: CausalEffects
      /** Of each row of the batch in `effects`, -1 without one. */
      places: Int32Array
    },
  ): LossTerm[] {
    const { backend, settings } = this.#context
    const { found, final, scored, effects, places } = step
    const effectOf = found.positives.map((row) => places[row] ?? -1)
    const chosen = Int32Array.from(effectOf.keys()).filter((pair) => (effectOf[pair] ?? -1) >= 0)
    if (chosen.length === 0) return []
    const at = (list: Int32Array) => backend.uploadIndices(chosen.map((pair) => list[pair] ?? 0))
    const positives = at(found.positives)
    const negatives = tape.gather(effects.vectors, at(effectOf.map((row) => row + effects.items)))

    const users = tape.gather(final, at(found.users))
    const margins = tape.rowDot(users, tape.addScaled(tape.gather(scored, positives), negatives, -1))
    const terms: LossTerm[] = [{ name: 'generated negatives', value: tape.logSigmoidLoss(margins) }]
    if (settings.alignment) {
      const change = tape.addScaled(tape.gather(effects.vectors, at(effectOf)), negatives, -1)
      const agreement = tape.rowDot(change, tape.gather(final, positives))
      const loss = tape.logSigmoidLoss(agreement, 1 / settings.tau)
      terms.push({ name: 'alignment', value: tape.scale(loss, settings.alpha) })
    }
    return terms
  }

  #nodesOf(items: Int32Array): Int32Array {
    return items.map((item) => this.#context.training.users + item)
  }

  /** The negatives' rows of these nodes, each once. */
  #negativesAmong(nodes: Int32Array): Int32Array {
    const rows = new Set<number>()
    for (const node of nodes) {
      const row = this.#rowOfItem[node - this.#context.training.users] ?? -1
      if (row >= 0) rows.add(row)
    }
    return Int32Array.from(rows)
  }

  /** Where the effect of each of the batch's rows stands among the effects of `rows`, -1 without one. */
  #placesAmong(found: BatchRows, rows: Int32Array): Int32Array {
    const places = new Int32Array(this.#negativeItems.length).fill(-1)
    rows.forEach((row, place) => {
      places[row] = place
    })
    return found.nodes.map((node) => {
      const row = this.#rowOfItem[node - this.#context.training.users] ?? -1
      return places[row] ?? -1
    })
  }
}
