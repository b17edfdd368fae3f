import { setImmediate as nextTurn } from 'node:timers/promises'
import { median } from '#shared/median.ts'
import type { BackendName } from '#shared/training/config.ts'
import type { Metrics } from '#shared/training/metrics.ts'
import { modelTraits } from '#shared/training/models/model-settings.ts'
import type { TrainerMessage } from '#shared/training/protocol.ts'
import { storedConfig } from '#shared/training/upgrade-config.ts'
import { Adam } from './adam.ts'
import type { Backend, Tensor } from './backends/backend.ts'
import { restoreTensors, tensorSources } from './checkpoint.ts'
import type { Matrix } from './data/features.ts'
import { Interactions } from './data/interactions.ts'
import { Rng } from './data/rng.ts'
import { type Batch, TripletLoader } from './data/triplet-loader.ts'
import { EarlyStopping } from './early-stopping.ts'
import { divergence } from './failure.ts'
import type { TrainingInput } from './files/run-input.ts'
import type { RunOutput } from './files/run-output.ts'
import type { TensorSource } from './files/tensor-file.ts'
import { type Evaluation, evaluate } from './metrics/evaluate.ts'
import { createModel } from './models/create-model.ts'
import type { Model } from './models/model.ts'
import type { RunControl } from './run-control.ts'
import { chooseNegatives } from './samplers/choose-negatives.ts'
import { createSampler } from './samplers/create-sampler.ts'
import type { NegativeSampler } from './samplers/sampler.ts'
import { StepRate } from './step-rate.ts'
import { diagnose, trainStep } from './train-step.ts'
import { encodeState, refusal, type TrainingState } from './training-state.ts'

/** Resolves once the message has left the process. */
export type Report = (message: TrainerMessage) => Promise<void>

/** When checkpoints are due. */
export interface CheckpointSchedule {
  /** Seconds, from any moment on. */
  now(): number
  /** The longest that may have to be done again after a crash, apart from a validation; longer for slow disks. */
  readonly secondsBetweenCheckpoints: number
  /** The share of the time that may go into writing checkpoints. */
  readonly shareForCheckpoints: number
}

export const CHECKPOINT_SCHEDULE: CheckpointSchedule = {
  now: () => performance.now() / 1000,
  secondsBetweenCheckpoints: 30,
  shareForCheckpoints: 0.05,
}

/** What computes. */
export interface ComputeContext {
  readonly name: BackendName
  readonly backend: Backend
  readonly threads: number
}

export interface RunContext {
  readonly input: TrainingInput
  readonly output: RunOutput
  readonly compute: ComputeContext
  readonly report: Report
  readonly control: RunControl
  readonly schedule: CheckpointSchedule
}

type FinishReason = Extract<TrainerMessage, { type: 'finished' }>['reason']

/** A step that the backend may still be at. */
interface QueuedStep {
  readonly number: number
  readonly batch: Batch
  readonly loss: Promise<number>
}

const SELECTED_BY = 'recall@20'

/**
 * A run in memory. Everything that decides how it goes on is in the backend's tensors and in `#state()`: a
 * run that another has saved and this one has restored goes on to the same bits.
 */
export class TrainingRun {
  readonly #context: RunContext
  readonly #backend: Backend
  readonly #training: Interactions
  readonly #validation: Interactions
  readonly #model: Model
  readonly #adam: Adam
  readonly #batches: TripletLoader
  readonly #sampler: NegativeSampler
  readonly #stopping: EarlyStopping
  readonly #rate = new StepRate()
  #epoch = 1
  #step = 0
  #lossSum = 0
  #seconds = 0
  #epochSeconds: number[] = []
  #stopped = false
  #best: TrainingState['best'] = null
  /** When the step in flight, or the one before it, was begun. */
  #stepBegan: number
  /** Before then no checkpoint is due. */
  #nextSave: number
  #lastReport: Promise<void> = Promise.resolve()

  constructor(context: RunContext) {
    const { input, compute, schedule } = context
    const { config, negatives, features, users, items } = input
    this.#context = context
    this.#backend = compute.backend
    const training = Interactions.fromPairs(input.training, users, items)
    this.#training = training
    this.#validation = Interactions.fromPairs(input.validation, users, items)
    // A stream each: what one part draws does not shift the others.
    const rng = new Rng(config.seed, 'parameters')
    this.#model = createModel({
      backend: compute.backend,
      settings: config.model,
      training,
      negatives,
      features,
      rng,
    })
    this.#adam = new Adam(compute.backend, this.#model.parameters, config.learningRate)
    this.#sampler = createSampler(config.sampler, training, new Rng(config.seed, 'negatives'))
    const { steps } = modelTraits(config.model).needs
    this.#batches = new TripletLoader(
      training,
      steps === 'all-pairs' ? Number.POSITIVE_INFINITY : config.batchSize,
      new Rng(config.seed, 'batches'),
      this.#sampler,
    )
    this.#stopping = new EarlyStopping(config.patience)
    this.#stepBegan = schedule.now()
    this.#nextSave = this.#stepBegan + schedule.secondsBetweenCheckpoints
  }

  get parameterCount(): number {
    return this.#model.parameters.reduce((count, { value }) => count + value.rows * value.cols, 0)
  }

  get stepsPerEpoch(): number {
    return this.#model.parameters.length === 0 ? 0 : this.#batches.perEpoch
  }

  /** Users with every item. */
  get saturatedUsers(): number {
    return this.#batches.saturatedUsers
  }

  /** Where it stands, as messages say it: once all epochs are done, at the end of the last. */
  get position(): { epoch: number; step: number } {
    const { epochs } = this.#context.input.config
    return this.#epoch > epochs
      ? { epoch: epochs, step: this.stepsPerEpoch }
      : { epoch: this.#epoch, step: this.#step }
  }

  /**
   * Goes on from what another run has saved.
   * @throws TrainingFailure if the tensors or the best parameters do not belong to the state
   */
  async restore(state: TrainingState, tensors: readonly TensorSource[]): Promise<void> {
    const { output } = this.#context
    const file = output.checkpointFile
    if (state.step > this.stepsPerEpoch || state.adamSteps.length !== this.#model.parameters.length) {
      throw refusal(file, 'is damaged: its steps do not fit the model or the data')
    }
    await restoreTensors(this.#backend, [...this.#model.parameters, ...this.#adam.moments], tensors, file)
    if (state.best !== null) await output.readBest(state.best.epoch)
    this.#adam.restoreSteps(state.adamSteps)
    this.#batches.restore(state.batches)
    this.#stopping.restore(state.stopping)
    this.#epoch = state.epoch
    this.#step = state.step
    this.#lossSum = state.lossSum
    this.#seconds = state.seconds
    this.#epochSeconds = state.epochSeconds
    this.#stopped = state.stopped
    this.#best = state.best
  }

  /**
   * Trains until the training is over.
   * @throws PauseRequested between two steps, or between two parts of a validation
   */
  async train(): Promise<FinishReason> {
    for (;;) {
      const reason = this.#reasonToFinish()
      if (reason !== null) return reason
      await this.#trainEpoch()
      if (!this.#stopped) await this.#endEpoch()
    }
  }

  /**
   * Tests the best parameters, writes everything, and reports.
   * @throws PauseRequested between two parts of an evaluation
   */
  async finish(reason: FinishReason): Promise<void> {
    const { input, output } = this.#context
    const epochs = this.#epochSeconds.length
    // Nothing to train, or stopped before the first validation: what there is now is the best.
    if (this.#best === null) await this.#validate(epochs)
    const best = this.#best
    if (best === null) throw new Error('A validation did not set the best epoch.')
    const { tensors } = await output.readBest(best.epoch)
    await restoreTensors(this.#backend, this.#model.parameters, tensors, 'best.safetensors')
    const heldOut = Interactions.fromPairs(input.test, input.users, input.items)
    const test = await this.#evaluate(heldOut, (users, items) => output.embeddings(users, items))
    const tested = input.test.length === 0 ? null : test
    if (tested !== null) await output.test(tested)
    // A run whose result was reported is never taken up again; until then its checkpoint must be there.
    await this.#report({
      type: 'finished',
      reason,
      epochs,
      bestEpoch: best.epoch,
      secondsPerEpoch: epochs === 0 ? 0 : median(this.#epochSeconds),
      validation: best.validation,
      test: tested?.metrics ?? null,
    })
    await output.conclude()
  }

  /** Writes a checkpoint. No step may be in flight. */
  async save(): Promise<void> {
    const { input, output, schedule } = this.#context
    // What happened before the checkpoint is not reported again by a run that goes on from it.
    await this.#lastReport
    const began = schedule.now()
    await output.saveCheckpoint({
      tensors: [...this.#parameters(), ...tensorSources(this.#backend, this.#adam.moments, null)],
      metadata: encodeState(input, this.#state()),
    })
    const ended = schedule.now()
    const { secondsBetweenCheckpoints, shareForCheckpoints } = schedule
    this.#nextSave = ended + Math.max(secondsBetweenCheckpoints, (ended - began) / shareForCheckpoints)
  }

  #parameters(): TensorSource[] {
    const at = `epoch ${this.#epoch}, step ${this.#step}`
    return tensorSources(this.#backend, this.#model.parameters, at)
  }

  #state(): TrainingState {
    const { compute } = this.#context
    return {
      backend: compute.name,
      threads: compute.threads,
      device: compute.backend.device,
      epoch: this.#epoch,
      step: this.#step,
      lossSum: this.#lossSum,
      seconds: this.#seconds,
      epochSeconds: this.#epochSeconds,
      stopped: this.#stopped,
      stopping: this.#stopping.state,
      best: this.#best,
      batches: this.#batches.state,
      adamSteps: this.#adam.steps,
    }
  }

  #reasonToFinish(): FinishReason | null {
    if (this.#stopped) return 'stopped'
    if (this.#stopping.exhausted) return 'early-stop'
    return this.stepsPerEpoch === 0 || this.#epoch > this.#context.input.config.epochs ? 'epochs' : null
  }

  /**
   * Does what is left of the epoch. While the backend is at a step, the next one is prepared and queued, so that
   * no device waits for this process.
   */
  async #trainEpoch(): Promise<void> {
    const mark = this.#backend.mark()
    try {
      this.#model.beginEpoch?.(new Rng(this.#context.input.config.seed, `epoch ${this.#epoch}`))
      await this.#trainSteps()
    } finally {
      this.#backend.release(mark)
    }
  }

  async #trainSteps(): Promise<void> {
    const { control, schedule } = this.#context
    this.#stepBegan = schedule.now()
    this.#batches.beginEpoch(this.#step)
    let queued: QueuedStep | null = null
    for (let number = this.#step + 1; number <= this.stepsPerEpoch; number++) {
      // Commands arrive on the event loop, which steps would otherwise never let turn.
      await nextTurn()
      if (control.stopped || control.pause.aborted) break
      if (queued !== null && this.#isSaveDue()) {
        await this.#settle(queued)
        queued = null
        await this.save()
        this.#stepBegan = schedule.now()
      }
      const next = await this.#queue(number)
      if (queued !== null) await this.#settle(queued)
      queued = next
    }
    if (queued !== null) await this.#settle(queued)
    this.#stopped = control.stopped && this.#step < this.stepsPerEpoch
    control.pause.throwIfAborted()
    // A run that goes on after a crash would not come to this end by itself.
    if (this.#stopped) await this.save()
  }

  /** Random numbers of a step of this epoch. */
  #rngOf(step: number): () => Rng {
    const { seed } = this.#context.input.config
    const stream = `epoch ${this.#epoch}, step ${step}`
    return () => new Rng(seed, stream)
  }

  async #queue(number: number): Promise<QueuedStep> {
    const proposal = this.#batches.next()
    if (proposal === null) throw new Error(`Epoch ${this.#epoch} has no batch ${number}.`)
    const batch = await chooseNegatives(this.#backend, this.#model, this.#sampler, proposal)
    const loss = trainStep(this.#backend, this.#model, this.#adam, batch, this.#rngOf(number))
    // It is waited for after another step, which may fail first.
    loss.catch(() => undefined)
    return { number, batch, loss }
  }

  /** Waits for a step and counts it. */
  async #settle({ number, batch, loss }: QueuedStep): Promise<void> {
    const value = await loss
    if (!Number.isFinite(value)) {
      const culprit = await diagnose(this.#backend, this.#model, batch, this.#rngOf(number))
      throw divergence(
        `the loss became ${value} at epoch ${this.#epoch}, step ${number}; first non-finite tensor: ${culprit}`,
      )
    }
    this.#step = number
    this.#lossSum += value
    const now = this.#context.schedule.now()
    const seconds = now - this.#stepBegan
    this.#stepBegan = now
    this.#seconds += seconds
    const stepsPerSecond = this.#rate.count(seconds)
    if (stepsPerSecond !== null) {
      void this.#report({ type: 'progress', epoch: this.#epoch, step: number, stepsPerSecond })
    }
  }

  /** Validates where that is due, reports the epoch, and goes on to the next. */
  async #endEpoch(): Promise<void> {
    const { epochs, evaluateEvery } = this.#context.input.config
    const epoch = this.#epoch
    const due = epoch % evaluateEvery === 0 || epoch === epochs
    const validation = due ? await this.#validate(epoch) : undefined
    const best = this.#stopping.bestEpoch === epoch
    const loss = this.#lossSum / this.#step
    const seconds = this.#seconds
    this.#batches.endEpoch()
    this.#epochSeconds = [...this.#epochSeconds, seconds]
    this.#epoch++
    this.#step = 0
    this.#lossSum = 0
    this.#seconds = 0
    void this.#report({ type: 'epoch', epoch, loss, seconds, best, ...(validation && { validation }) })
    if (this.#isSaveDue()) await this.save()
  }

  /** Validates the parameters as they are, and keeps them if they are the best so far. */
  async #validate(epoch: number): Promise<Metrics> {
    const { metrics } = await this.#evaluate(this.#validation)
    if (this.#stopping.observe(epoch, metrics[SELECTED_BY] ?? Number.NaN)) {
      const { config } = this.#context.input
      await this.#context.output.saveBest({
        tensors: this.#parameters(),
        metadata: {
          model: config.model.name,
          epoch: String(epoch),
          config: JSON.stringify(storedConfig(config)),
        },
      })
      this.#best = { epoch, validation: metrics }
    }
    return metrics
  }

  async #evaluate(
    heldOut: Interactions,
    use?: (users: Matrix, items: Matrix) => Promise<void>,
  ): Promise<Evaluation> {
    const mark = this.#backend.mark()
    try {
      const embeddings = this.#model.embeddings()
      await use?.(await this.#download(embeddings.users), await this.#download(embeddings.items))
      const { pause } = this.#context.control
      return await evaluate(this.#backend, embeddings, heldOut, this.#training, pause)
    } finally {
      this.#backend.release(mark)
    }
  }

  async #download(tensor: Tensor): Promise<Matrix> {
    return { rows: tensor.rows, cols: tensor.cols, values: await this.#backend.read(tensor) }
  }

  #isSaveDue(): boolean {
    return this.#context.schedule.now() >= this.#nextSave
  }

  #report(message: TrainerMessage): Promise<void> {
    this.#lastReport = this.#context.report(message)
    return this.#lastReport
  }
}
