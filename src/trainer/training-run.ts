import { setImmediate as nextTurn } from 'node:timers/promises'
import { median } from '#shared/median.ts'
import type { BackendName } from '#shared/training/config.ts'
import type { Metrics } from '#shared/training/metrics.ts'
import type { TrainerMessage } from '#shared/training/protocol.ts'
import { storedConfig } from '#shared/training/upgrade-config.ts'
import type { Backend, Tensor } from './backends/backend.ts'
import { restoreTensors, tensorSources } from './checkpoint.ts'
import { type CheckpointSchedule, CheckpointTimer } from './checkpoint-schedule.ts'
import { type CheckpointPart, checkpointPart, partStates, restoreParts } from './checkpointable.ts'
import type { Matrix } from './data/features.ts'
import { Interactions } from './data/interactions.ts'
import { EarlyStopping, EarlyStoppingState } from './early-stopping.ts'
import { divergence } from './failure.ts'
import type { TrainingInput } from './files/run-input.ts'
import type { RunOutput } from './files/run-output.ts'
import type { TensorSource } from './files/tensor-file.ts'
import { Learner, type QueuedStep } from './learner.ts'
import { type Evaluation, evaluate } from './metrics/evaluate.ts'
import { testRanks } from './metrics/test-ranks.ts'
import type { Embeddings } from './models/model.ts'
import {
  BEGINNING,
  isPlanDone,
  type Plan,
  type Progress,
  positionOf,
  withBest,
  withEpoch,
  withStep,
  withStop,
} from './progress.ts'
import type { RunControl } from './run-control.ts'
import { StepClock } from './step-clock.ts'
import { StepRate } from './step-rate.ts'
import { encodeState, refusal, type TrainingState } from './training-state.ts'

/** Resolves once the message has left the process. */
export type Report = (message: TrainerMessage) => Promise<void>

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

const SELECTED_BY = 'recall@20'

/**
 * A run in memory. Everything that decides how it goes on is in its parameters, its parts and its progress: a run that
 * another has saved and this one has restored goes on to the same bits.
 */
export class TrainingRun {
  readonly #context: RunContext
  readonly #training: Interactions
  readonly #validation: Interactions
  readonly #learner: Learner
  readonly #stopping: EarlyStopping
  readonly #parts: readonly CheckpointPart[]
  readonly #clock: StepClock
  readonly #rate = new StepRate()
  readonly #saves: CheckpointTimer
  #progress: Progress = BEGINNING
  #lastReport: Promise<void> = Promise.resolve()

  constructor(context: RunContext) {
    const { input, compute, schedule } = context
    this.#context = context
    this.#training = Interactions.fromPairs(input.training, input.users, input.items)
    this.#validation = Interactions.fromPairs(input.validation, input.users, input.items)
    this.#learner = new Learner(compute.backend, input, this.#training)
    this.#stopping = new EarlyStopping(input.config)
    this.#parts = [...this.#learner.parts, checkpointPart('stopping', EarlyStoppingState, this.#stopping)]
    const began = schedule.now()
    this.#clock = new StepClock(schedule.now, began)
    this.#saves = new CheckpointTimer(schedule, began)
  }

  get parameterCount(): number {
    return this.#learner.parameters.reduce((count, { value }) => count + value.rows * value.cols, 0)
  }

  get stepsPerEpoch(): number {
    return this.#learner.stepsPerEpoch
  }

  /** Users with every item. */
  get saturatedUsers(): number {
    return this.#learner.saturatedUsers
  }

  /** Where it stands, as messages say it. */
  get position(): { epoch: number; step: number } {
    return positionOf(this.#progress, this.#plan)
  }

  /**
   * Goes on from what another run has saved.
   * @throws TrainingFailure if the tensors or the states do not belong to this run
   */
  async restore({ progress, parts }: TrainingState, tensors: readonly TensorSource[]): Promise<void> {
    const { output, compute } = this.#context
    const file = output.checkpointFile
    if (progress.step > this.stepsPerEpoch) {
      throw refusal(file, 'is damaged: its steps do not fit the model or the data')
    }
    restoreParts(this.#parts, parts, file)
    const own = [...this.#learner.parameters, ...this.#parts.flatMap((part) => part.tensors)]
    await restoreTensors(compute.backend, own, tensors, file)
    this.#progress = progress
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
      if (!this.#progress.stopped) await this.#endEpoch()
    }
  }

  /**
   * Tests the best parameters, writes everything, and reports.
   * @throws PauseRequested between two parts of an evaluation
   */
  async finish(reason: FinishReason): Promise<void> {
    const { output, compute } = this.#context
    const { epochSeconds } = this.#progress
    const epochs = epochSeconds.length
    // Nothing to train, or stopped before the first validation: what there is now is the best.
    if (this.#progress.best === null) await this.#validate(epochs)
    const { best } = this.#progress
    if (best === null) throw new Error('A validation did not set the best epoch.')
    const { tensors } = await output.readBest(best.epoch)
    await restoreTensors(compute.backend, this.#learner.parameters, tensors, 'best.safetensors')
    const tested = await this.#learner.withEmbeddings((embeddings) => this.#test(embeddings))
    // A run whose result was reported is never taken up again; until then its checkpoint must be there.
    await this.#report({
      type: 'finished',
      reason,
      epochs,
      bestEpoch: best.epoch,
      secondsPerEpoch: epochs === 0 ? 0 : median(epochSeconds),
      validation: best.validation,
      test: tested?.metrics ?? null,
    })
    await output.conclude()
  }

  /** Writes a checkpoint. No step may be in flight. */
  async save(): Promise<void> {
    const { input, output, compute } = this.#context
    // What happened before the checkpoint is not reported again by a run that continues from it.
    await this.#lastReport
    const { name, backend, threads } = compute
    const parts = this.#parts.flatMap((part) => part.tensors)
    await this.#saves.time(() =>
      output.saveCheckpoint({
        tensors: [...this.#parameters(), ...tensorSources(backend, parts, null)],
        metadata: encodeState(input, {
          compute: { backend: name, threads, device: backend.device },
          progress: this.#progress,
          parts: partStates(this.#parts),
        }),
      }),
    )
  }

  get #plan(): Plan {
    return { epochs: this.#context.input.config.epochs, stepsPerEpoch: this.stepsPerEpoch }
  }

  #parameters(): TensorSource[] {
    const { epoch, step } = this.#progress
    const at = `epoch ${epoch}, step ${step}`
    return tensorSources(this.#context.compute.backend, this.#learner.parameters, at)
  }

  #reasonToFinish(): FinishReason | null {
    if (this.#progress.stopped) return 'stopped'
    if (this.#stopping.exhausted) return 'early-stop'
    return isPlanDone(this.#progress, this.#plan) ? 'epochs' : null
  }

  /** Does what is left of the epoch, and ends where it is told to stop or to pause. */
  async #trainEpoch(): Promise<void> {
    const { control } = this.#context
    this.#clock.begin()
    const { epoch, step } = this.#progress
    await this.#learner.inEpoch(epoch, step, () => this.#trainSteps())
    const stops = control.stopped && this.#progress.step < this.stepsPerEpoch
    if (stops) this.#progress = withStop(this.#progress)
    control.pause.throwIfAborted()
    // A run that goes on after a crash would not come to this end by itself.
    if (stops) await this.save()
  }

  /**
   * Does the steps that are left. While the backend is at a step, the next one is prepared and queued, so that
   * no device waits for this process.
   */
  async #trainSteps(): Promise<void> {
    const { control } = this.#context
    const { epoch, step: done } = this.#progress
    let queued: QueuedStep | null = null
    for (let step = done + 1; step <= this.stepsPerEpoch; step++) {
      // Commands arrive on the event loop, which steps would otherwise never let turn.
      await nextTurn()
      if (control.stopped || control.pause.aborted) break
      if (queued !== null && this.#saves.isDue) {
        await this.#settle(queued)
        queued = null
        await this.save()
        this.#clock.begin()
      }
      const next = await this.#learner.queueStep(epoch, step)
      if (queued !== null) await this.#settle(queued)
      queued = next
    }
    if (queued !== null) await this.#settle(queued)
  }

  /** Waits for a step and counts it. */
  async #settle(queued: QueuedStep): Promise<void> {
    const value = await queued.loss
    if (!Number.isFinite(value)) {
      const { epoch, step } = this.#progress
      const culprit = await this.#learner.diagnose(queued)
      throw divergence(
        `the loss became ${value} at epoch ${epoch}, step ${step + 1}; first non-finite tensor: ${culprit}`,
      )
    }
    const seconds = this.#clock.lap()
    this.#progress = withStep(this.#progress, value, seconds)
    const { epoch, step } = this.#progress
    const stepsPerSecond = this.#rate.count(seconds)
    if (stepsPerSecond !== null) void this.#report({ type: 'progress', epoch, step, stepsPerSecond })
  }

  /** Validates where that is due, reports the epoch, and goes on to the next. */
  async #endEpoch(): Promise<void> {
    const { epochs, evaluateEvery } = this.#context.input.config
    const { epoch, step, lossSum, seconds } = this.#progress
    const due = epoch % evaluateEvery === 0 || epoch === epochs
    const validation = due ? await this.#validate(epoch) : undefined
    this.#learner.endEpoch()
    this.#progress = withEpoch(this.#progress)
    const best = this.#progress.best?.epoch === epoch
    const loss = lossSum / step
    void this.#report({ type: 'epoch', epoch, loss, seconds, best, ...(validation && { validation }) })
    if (this.#saves.isDue) await this.save()
  }

  /** Validates the parameters as they are, and keeps them if they are the best so far. */
  async #validate(epoch: number): Promise<Metrics> {
    const { compute, control } = this.#context
    const { config } = this.#context.input
    const { metrics } = await this.#learner.withEmbeddings((embeddings) =>
      evaluate(compute.backend, embeddings, this.#validation, this.#training, control.pause),
    )
    if (this.#stopping.observe(epoch, metrics[SELECTED_BY] ?? Number.NaN)) {
      await this.#context.output.saveBest({
        tensors: this.#parameters(),
        metadata: {
          model: config.model.name,
          epoch: String(epoch),
          config: JSON.stringify(storedConfig(config)),
        },
      })
      this.#progress = withBest(this.#progress, { epoch, validation: metrics })
    }
    return metrics
  }

  /** Writes the vectors and, where there are test interactions, how these are ranked. */
  async #test(embeddings: Embeddings): Promise<Evaluation | null> {
    const { input, output, compute, control } = this.#context
    const { users, items } = embeddings
    await output.embeddings(await this.#download(users), await this.#download(items))
    if (input.test.length === 0) return null
    const heldOut = Interactions.fromPairs(input.test, input.users, input.items)
    const ranking = { backend: compute.backend, embeddings, training: this.#training }
    const evaluation = await evaluate(compute.backend, embeddings, heldOut, this.#training, control.pause)
    await output.test(evaluation, await testRanks(ranking, input.test, evaluation, control.pause))
    return evaluation
  }

  async #download(tensor: Tensor): Promise<Matrix> {
    const values = await this.#context.compute.backend.read(tensor)
    return { rows: tensor.rows, cols: tensor.cols, values }
  }

  #report(message: TrainerMessage): Promise<void> {
    this.#lastReport = this.#context.report(message)
    return this.#lastReport
  }
}
