import { setImmediate as nextTurn } from 'node:timers/promises'
import type { NamedTensor } from '#shared/files/safetensors.ts'
import type { Metrics } from '#shared/training/metrics.ts'
import type { TrainerMessage } from '#shared/training/protocol.ts'
import { Adam } from './adam.ts'
import type { Backend, Tensor } from './backends/backend.ts'
import { chooseBackend } from './backends/choose.ts'
import { readParameters, writeParameters } from './checkpoint.ts'
import { Batches } from './data/batches.ts'
import { Generator } from './data/generator.ts'
import { Interactions } from './data/interactions.ts'
import type { Matrix } from './data/negatives.ts'
import { createSampler } from './data/sampler.ts'
import { EarlyStopping } from './early-stopping.ts'
import type { TrainingInput } from './files/run-input.ts'
import type { RunOutput } from './files/run-output.ts'
import { type Evaluation, evaluate } from './metrics/evaluate.ts'
import type { Model } from './models/model.ts'
import { createModel } from './models/registry.ts'
import { trainStep } from './train-step.ts'

type Report = (message: TrainerMessage) => void
type FinishReason = Extract<TrainerMessage, { type: 'finished' }>['reason']

const SELECTED_BY = 'recall@20'

/**
 * Trains one model from start to finish: epochs with validation, early stopping on recall@20, one test
 * at the best epoch. The same input gives the same losses and files, bit by bit, on the same backend
 * and machine.
 *
 * @param report takes `started`, `epoch`, `log` and `finished`
 * @param signal ends the training after the step in flight; the best epoch is still tested and written
 * @throws TrainingFailure for what a person can put right; everything else is a bug
 */
export async function train(
  input: TrainingInput,
  output: RunOutput,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const { name, backend, reason } = await chooseBackend(input.config)
  const run = new Run(input, output, backend, report)
  report({
    type: 'started',
    backend: name,
    device: backend.device,
    reason,
    parameters: run.parameterCount,
    stepsPerEpoch: run.stepsPerEpoch,
  })
  await run.finish(await run.train(signal))
}

interface Best {
  readonly epoch: number
  readonly parameters: readonly NamedTensor[]
  readonly validation: Metrics
}

class Run {
  readonly #input: TrainingInput
  readonly #output: RunOutput
  readonly #backend: Backend
  readonly #report: Report
  readonly #training: Interactions
  readonly #validation: Interactions
  readonly #model: Model
  readonly #adam: Adam
  readonly #batches: Batches
  readonly #stopping: EarlyStopping
  readonly #epochSeconds: number[] = []
  #best: Best | null = null

  constructor(input: TrainingInput, output: RunOutput, backend: Backend, report: Report) {
    const { config, negatives, users, items } = input
    this.#input = input
    this.#output = output
    this.#backend = backend
    this.#report = report
    const training = Interactions.fromPairs(input.training, users, items)
    this.#training = training
    this.#validation = Interactions.fromPairs(input.validation, users, items)
    // A stream each: what one part draws does not shift the others.
    const generator = new Generator(config.seed, 'parameters')
    this.#model = createModel({ backend, config, training, negatives, generator })
    this.#adam = new Adam(backend, this.#model.parameters, config.learningRate)
    const sampler = createSampler(config.sampler, training, new Generator(config.seed, 'negatives'))
    this.#batches = new Batches(training, config.batchSize, new Generator(config.seed, 'batches'), sampler)
    this.#stopping = new EarlyStopping(config.patience)
    if (this.#batches.saturatedUsers > 0) {
      const text = `${this.#batches.saturatedUsers} users interacted with every item: nothing to rank for them, their pairs are not trained on.`
      report({ type: 'log', level: 'warn', text })
    }
  }

  get parameterCount(): number {
    return this.#model.parameters.reduce((count, { value }) => count + value.rows * value.cols, 0)
  }

  get stepsPerEpoch(): number {
    return this.#model.parameters.length === 0 ? 0 : this.#batches.perEpoch
  }

  async train(signal: AbortSignal): Promise<FinishReason> {
    if (this.stepsPerEpoch === 0) return 'epochs'
    const { epochs, evaluateEvery } = this.#input.config
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const start = performance.now()
      const loss = await this.#trainEpoch(epoch, signal)
      if (loss === null) return 'stopped'
      const seconds = (performance.now() - start) / 1000
      this.#epochSeconds.push(seconds)
      const due = epoch % evaluateEvery === 0 || epoch === epochs
      const validation = due ? await this.#validate(epoch) : undefined
      const best = this.#stopping.bestEpoch === epoch
      this.#report({ type: 'epoch', epoch, loss, seconds, best, ...(validation && { validation }) })
      if (this.#stopping.exhausted) return 'early-stop'
    }
    return 'epochs'
  }

  /** Tests the best parameters, writes everything, and reports. */
  async finish(reason: FinishReason): Promise<void> {
    const epochs = this.#epochSeconds.length
    // Nothing to train, or stopped before the first validation: what there is now is the best.
    if (this.#best === null) await this.#validate(epochs)
    const best = this.#best
    if (best === null) throw new Error('A validation did not set the best epoch.')
    writeParameters(this.#backend, this.#model, best.parameters)
    const test = await this.#evaluate(
      Interactions.fromPairs(this.#input.test, this.#input.users, this.#input.items),
      (users, items) => this.#output.embeddings(users, items),
    )
    await this.#output.test(test)
    this.#report({
      type: 'finished',
      reason,
      epochs,
      bestEpoch: best.epoch,
      secondsPerEpoch: median(this.#epochSeconds),
      validation: best.validation,
      test: test.metrics,
    })
  }

  /** Mean loss over the epoch's batches; null if it was stopped on the way. */
  async #trainEpoch(epoch: number, signal: AbortSignal): Promise<number | null> {
    let total = 0
    let step = 0
    for (const batch of this.#batches.epoch()) {
      // Commands arrive on the event loop, which steps would otherwise never let turn.
      await nextTurn()
      if (signal.aborted) return null
      step++
      total += await trainStep(this.#backend, this.#model, this.#adam, batch, `epoch ${epoch}, step ${step}`)
    }
    return total / step
  }

  /** Validates the parameters as they are, and keeps them if they are the best so far. */
  async #validate(epoch: number): Promise<Metrics> {
    const { metrics } = await this.#evaluate(this.#validation)
    if (this.#stopping.observe(epoch, metrics[SELECTED_BY] ?? Number.NaN)) {
      const parameters = await readParameters(this.#backend, this.#model)
      this.#best = { epoch, parameters, validation: metrics }
      await this.#output.parameters(parameters, {
        model: this.#input.config.model,
        epoch: String(epoch),
        config: JSON.stringify(this.#input.config),
      })
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
      return await evaluate(this.#backend, embeddings, heldOut, this.#training)
    } finally {
      this.#backend.release(mark)
    }
  }

  async #download(tensor: Tensor): Promise<Matrix> {
    return { rows: tensor.rows, cols: tensor.cols, values: await this.#backend.read(tensor) }
  }
}

function median(values: readonly number[]): number {
  const ascending = values.toSorted((a, b) => a - b)
  const middle = ascending.length >> 1
  const upper = ascending[middle] ?? 0
  return ascending.length % 2 === 1 ? upper : ((ascending[middle - 1] ?? 0) + upper) / 2
}
