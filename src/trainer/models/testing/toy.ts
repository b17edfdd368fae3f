import type { z } from 'zod'
import type { toy } from '#shared/training/models/testing/toy.ts'
import type { Tensor } from '../../backends/backend.ts'
import type { Tape } from '../../backends/tape.ts'
import { featureMatrix } from '../../data/features.ts'
import type { Batch } from '../../data/triplet-loader.ts'
import { glorotUniform } from '../initial-values.ts'
import type { Embeddings, LossTerm, Model, ModelContext, Parameter } from '../model.ts'

/** What `ModelContext<'toy'>` is where the descriptor is in the registry. */
type Context = Omit<ModelContext, 'settings'> & { readonly settings: z.infer<typeof toy.settings> }

/** Scores <theta_u, W f_i>, trained by BPR. */
export class Toy implements Model {
  readonly parameters: readonly Parameter[]
  readonly #context: Context
  /** f: [items, k] */
  readonly #text: Tensor
  /** theta: [users, width] */
  readonly #tastes: Tensor
  /** W: [k, width] */
  readonly #weights: Tensor
  readonly #noBias: Tensor

  constructor(context: Context) {
    const { backend, settings, training, features, rng } = context
    const { width } = settings
    const { rows, cols, values } = featureMatrix(features, 'item_text')
    this.#context = context
    this.#text = backend.upload(values, rows, cols)
    this.#tastes = backend.upload(glorotUniform(training.users, width, rng), training.users, width)
    this.#weights = backend.upload(glorotUniform(cols, width, rng), cols, width)
    this.#noBias = backend.zeros(1, width)
    this.parameters = [
      { name: 'tastes', value: this.#tastes },
      { name: 'weights', value: this.#weights },
    ]
  }

  lossTerms(tape: Tape, { users, positives, negatives }: Batch): readonly LossTerm[] {
    const { backend, settings } = this.#context
    const texts = (items: Int32Array) => backend.gather(this.#text, backend.uploadIndices(items))
    const difference = tape.constant(backend.addScaled(texts(positives), texts(negatives), -1))
    const projected = tape.linear(difference, tape.parameter(this.#weights), tape.constant(this.#noBias))
    const tastes = tape.gather(tape.parameter(this.#tastes), backend.uploadIndices(users))
    return [{ name: 'BPR', value: tape.logSigmoidLoss(tape.rowDot(tastes, projected), settings.scale) }]
  }

  embeddings(): Embeddings {
    return {
      users: this.#tastes,
      items: this.#context.backend.linear(this.#text, this.#weights, this.#noBias),
    }
  }
}
