import { modelTraits } from '#shared/training/models/model-settings.ts'
import { DEFAULT_OPTIMIZER } from '#shared/training/optimizers/optimizer-settings.ts'
import type { Backend } from './backends/backend.ts'
import { Tape } from './backends/tape.ts'
import { type CheckpointPart, checkpointPart } from './checkpointable.ts'
import type { Interactions } from './data/interactions.ts'
import { Rng, RngState } from './data/rng.ts'
import { type StepBatch, TripletLoader, TripletLoaderState } from './data/triplet-loader.ts'
import type { TrainingInput } from './files/run-input.ts'
import { createModel } from './models/create-model.ts'
import type { Embeddings, Model, Parameter } from './models/model.ts'
import { createOptimizer } from './optimizers/create-optimizer.ts'
import { type Optimizer, OptimizerState } from './optimizers/optimizer.ts'
import { createSampler } from './samplers/create-sampler.ts'
import { StepScorer } from './samplers/step-scorer.ts'
import { diagnose, trainStep } from './train-step.ts'

/** A step that the backend may still be at. */
export interface QueuedStep {
  readonly batch: StepBatch
  /** See Model.lossTerms. */
  readonly rng: () => Rng
  readonly loss: Promise<number>
}

/** What learns: a model with its optimiser, and the loader and the sampler that its triples come from. */
export class Learner {
  /** The parts that a checkpoint holds besides the parameters. */
  readonly parts: readonly CheckpointPart[]
  readonly #backend: Backend
  readonly #seed: number
  readonly #model: Model
  readonly #optimizer: Optimizer
  readonly #batches: TripletLoader<StepBatch['negatives']>

  constructor(backend: Backend, input: TrainingInput, training: Interactions) {
    const { config } = input
    this.#backend = backend
    this.#seed = config.seed
    this.#model = createModel(backend, input, training)
    const { parameters } = this.#model
    // Of a model that trains nothing it has no parameters.
    const optimizer = config.optimizer ?? { name: DEFAULT_OPTIMIZER }
    this.#optimizer = createOptimizer(optimizer, { backend, parameters, learningRate: config.learningRate })
    const sampler = createSampler(config.sampler, training, this.#rng('negatives'))
    const { steps } = modelTraits(config.model).needs
    const batchSize = steps === 'all-pairs' ? training.size : config.batchSize
    this.#batches = new TripletLoader(training, batchSize, this.#rng('batches'), sampler)
    const optimizerState = OptimizerState.refine((steps) => steps.length === parameters.length, {
      error: `There are ${parameters.length} parameters.`,
    })
    this.parts = [
      checkpointPart('optimizer', optimizerState, this.#optimizer),
      checkpointPart('batches', TripletLoaderState, this.#batches),
      checkpointPart('sampler', RngState, sampler),
    ]
  }

  get parameters(): readonly Parameter[] {
    return this.#model.parameters
  }

  get stepsPerEpoch(): number {
    return this.#model.parameters.length === 0 ? 0 : this.#batches.perEpoch
  }

  /** Users with every item. */
  get saturatedUsers(): number {
    return this.#batches.saturatedUsers
  }

  /**
   * Begins an epoch and does `steps`; what the model needed for this epoch is released afterwards.
   * @param done steps that a resumed run has behind it
   */
  async inEpoch(epoch: number, done: number, steps: () => Promise<void>): Promise<void> {
    const mark = this.#backend.mark()
    try {
      this.#model.beginEpoch?.(this.#rng(`epoch ${epoch}`))
      this.#batches.beginEpoch(done)
      await steps()
    } finally {
      this.#backend.release(mark)
    }
  }

  /** Its state is from now on that before the next epoch. */
  endEpoch(): void {
    this.#batches.endEpoch()
  }

  /**
   * Queues the next step of the epoch.
   * @param step its number, counted from 1
   * @throws RangeError after the last one
   */
  async queueStep(epoch: number, step: number): Promise<QueuedStep> {
    const backend = this.#backend
    const mark = backend.mark()
    try {
      const tape = new Tape(backend)
      const batch = await this.#batches.next(new StepScorer(backend, this.#model, tape))
      if (batch === null) throw new RangeError(`Epoch ${epoch} has no batch ${step}.`)
      const rng = () => this.#rng(`epoch ${epoch}, step ${step}`)
      const loss = trainStep(backend, this.#model, this.#optimizer, batch, rng, tape)
      // It is waited for after another step, which may fail first.
      loss.catch(() => undefined)
      return { batch, rng, loss }
    } finally {
      backend.release(mark)
    }
  }

  /** Names the first tensor that is not finite where a step's loss is not. */
  diagnose({ batch, rng }: QueuedStep): Promise<string> {
    return diagnose(this.#backend, this.#model, batch, rng)
  }

  /** Embeddings as the parameters give them now, released after their use. */
  async withEmbeddings<Result>(use: (embeddings: Embeddings) => Promise<Result>): Promise<Result> {
    const mark = this.#backend.mark()
    try {
      return await use(this.#model.embeddings())
    } finally {
      this.#backend.release(mark)
    }
  }

  #rng(stream: string): Rng {
    return new Rng(this.#seed, stream)
  }
}
