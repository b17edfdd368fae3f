import type { ModelName, ModelSettings } from '#shared/training/models/model-settings.ts'
import type { Backend, Tensor } from '../backends/backend.ts'
import type { Node, Tape } from '../backends/tape.ts'
import type { Features } from '../data/features.ts'
import type { Interactions } from '../data/interactions.ts'
import type { Negatives } from '../data/negatives.ts'
import type { Rng } from '../data/rng.ts'
import type { Batch, MixedBatch } from '../data/triplet-loader.ts'

/** A recommender that ranks items by the dot product of two vectors. */
export interface Model {
  /** What training changes and a checkpoint holds; empty if there is nothing to train. */
  readonly parameters: readonly Parameter[]
  /**
   * Called before the first step of each epoch, with random numbers of that epoch alone. What it uploads lives until
   * the epoch's last step; `embeddings` does not see it.
   */
  beginEpoch?(rng: Rng): void
  /**
   * The terms whose sum is minimised on this batch, weights included. At least one.
   * @param rng random numbers of this step alone: the same ones when a resumed run does the step again
   */
  lossTerms(tape: Tape, batch: Batch, rng: () => Rng): readonly LossTerm[]
  /**
   * What scores come from: score(u, i) = <users[u], items[i]>. New tensors above the backend's mark.
   * @param step the tape of a step that is about to be taken: a model may leave on it what its loss needs once more
   */
  embeddings(step?: Tape): Embeddings
  /** Of a model whose descriptor says that it can mix layers. */
  readonly layered?: LayeredModel
}

/** A model whose vectors of users and items are means over layers, with the layers for themselves. */
export interface LayeredModel {
  /** By layer, the first before any propagation. `lossTerms` on the same tape uses what is computed here. */
  layers(step: Tape): readonly Embeddings[]
  /** As Model.lossTerms, on negatives that are mixed by layer. */
  lossTerms(tape: Tape, batch: MixedBatch, rng: () => Rng): readonly LossTerm[]
}

export interface Parameter {
  /** Unique within the model; also the tensor's name in the checkpoint. */
  readonly name: string
  readonly value: Tensor
}

export interface LossTerm {
  readonly name: string
  /** 1 x 1 */
  readonly value: Node
}

export interface Embeddings {
  /** [users, d] */
  readonly users: Tensor
  /** [items, d] */
  readonly items: Tensor
}

export interface ModelContext<Name extends ModelName = ModelName> {
  readonly backend: Backend
  readonly settings: ModelSettings<Name>
  readonly training: Interactions
  readonly negatives: Negatives | null
  /** The matrices that the descriptor of the model names. */
  readonly features: Features
  /** For the parameters' first values. */
  readonly rng: Rng
  /** For controls that put something at random in the place of negatives. */
  readonly controls: Rng
}
