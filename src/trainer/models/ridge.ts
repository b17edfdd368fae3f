import type { Tensor } from '../backends/backend.ts'
import type { Node, Tape } from '../backends/tape.ts'
import { itemContent } from '../content/item-content.ts'
import type { Embeddings, LossTerm, Model, ModelContext, Parameter } from './model.ts'
import { softmaxLoss, type Targets, uploadTargets } from './softmax-loss.ts'

/** Weight of the squares of the items' biases in the sum over all pairs. */
const BIAS_PENALTY = 5

/**
 * A scorer on the content of items alone: s(u, i) = <p_u, f_i> + b_i, with -sum over the training pairs of log softmax_i s(u, i)
 * + lambda / 2 sum |p_u|^2 + 5 sum b_i^2 minimised over all pairs at once, from zeros; the loss is divided by the number
 * of pairs. With vetoes <g, n_i> is added in training, g without a penalty, and left out of the ranking.
 */
export class Ridge implements Model {
  readonly parameters: readonly Parameter[]
  readonly #context: ModelContext<'ridge'>
  /** p: [users, k] */
  readonly #tastes: Tensor
  /** b: [items, 1] */
  readonly #bias: Tensor
  /** f: [items, k] */
  readonly #content: Tensor
  readonly #nuisance: { readonly values: Tensor; readonly effects: Tensor } | null
  readonly #targets: Targets
  /** The weights of the penalties' squares, one for each row. */
  readonly #tastePenalty: Tensor
  readonly #biasPenalty: Tensor

  constructor(context: ModelContext<'ridge'>) {
    const { backend, settings, training } = context
    const { users, items, size } = training
    const { items: content, nuisance } = itemContent(context)
    const repeated = (value: number, rows: number) =>
      backend.upload(new Float32Array(rows).fill(value), rows, 1)
    this.#context = context
    this.#tastes = backend.zeros(users, content.cols)
    this.#bias = backend.zeros(items, 1)
    this.#content = backend.upload(content.values, items, content.cols)
    const { offsets, columns } = training
    const values = new Float32Array(size).fill(1 / size)
    this.#targets = uploadTargets(backend, { rows: users, cols: items, offsets, columns, values })
    this.#tastePenalty = repeated(settings.lambda / 2 / size, users)
    this.#biasPenalty = repeated(BIAS_PENALTY / size, items)
    this.#nuisance =
      nuisance === null
        ? null
        : {
            values: backend.upload(nuisance.values, items, nuisance.cols),
            effects: backend.zeros(nuisance.cols, 1),
          }
    this.parameters = [
      { name: 'tastes', value: this.#tastes },
      { name: 'bias', value: this.#bias },
      ...(this.#nuisance === null ? [] : [{ name: 'nuisance_effects', value: this.#nuisance.effects }]),
    ]
  }

  /** Of all pairs, whatever the batch: it holds all of them. */
  lossTerms(tape: Tape): readonly LossTerm[] {
    const { backend } = this.#context
    const users = tape.parameter(this.#tastes)
    const bias = tape.parameter(this.#bias)
    const scores = { users, items: tape.constant(this.#content), bias: this.#withNuisance(tape, bias) }
    return [
      { name: 'softmax', value: softmaxLoss(tape, backend, scores, this.#targets) },
      { name: 'taste prior', value: tape.squaredNorm(users, this.#tastePenalty) },
      { name: 'popularity prior', value: tape.squaredNorm(bias, this.#biasPenalty) },
    ]
  }

  /** The bias is one more column of the items, which every user weighs by 1. */
  embeddings(): Embeddings {
    const { backend, training } = this.#context
    const ones = backend.upload(new Float32Array(training.users).fill(1), training.users, 1)
    return {
      users: backend.concatColumns([this.#tastes, ones]),
      items: backend.concatColumns([this.#content, this.#bias]),
    }
  }

  #withNuisance(tape: Tape, bias: Node): Node {
    if (this.#nuisance === null) return bias
    const { backend } = this.#context
    const { values, effects } = this.#nuisance
    const added = tape.linear(
      tape.constant(values),
      tape.parameter(effects),
      tape.constant(backend.zeros(1, 1)),
    )
    return tape.addScaled(bias, added, 1)
  }
}
