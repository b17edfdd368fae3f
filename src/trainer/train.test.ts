import { describe, expect, test } from 'vitest'
import { TrainerMessage } from '#shared/training/protocol.ts'
import { CHECKPOINT_SCHEDULE } from './checkpoint-schedule.ts'
import { featureMatrix, type Matrix } from './data/features.ts'
import { Interactions } from './data/interactions.ts'
import { Rng } from './data/rng.ts'
import { TripletLoader } from './data/triplet-loader.ts'
import type { TrainingInput } from './files/run-input.ts'
import { RunControl } from './run-control.ts'
import { UniformSampler } from './samplers/uniform.ts'
import { everyBackend, type TestedBackend } from './testing/every-backend.ts'
import { noScores } from './testing/no-scores.ts'
import { recordOutput } from './testing/recorded-output.ts'
import { stepRng } from './testing/step-rng.ts'
import { tinyWorld } from './testing/tiny-world.ts'
import { type TrainOptions, train } from './train.ts'

type Message<Type> = Extract<TrainerMessage, { type: Type }>

async function run(
  input: TrainingInput,
  onMessage?: (message: TrainerMessage, stop: () => void) => void,
  options: TrainOptions = {},
) {
  const control = new RunControl()
  const messages: TrainerMessage[] = []
  const output = recordOutput()
  const report = async (message: TrainerMessage) => {
    messages.push(TrainerMessage.parse(message))
    onMessage?.(message, () => control.requestStop())
  }
  await train(input, output, report, control, {
    schedule: { ...CHECKPOINT_SCHEDULE, now: () => 0 },
    ...options,
  })
  const ofType = <Type extends TrainerMessage['type']>(type: Type) =>
    messages.filter((message): message is Message<Type> => message.type === type)
  const finished = ofType('finished')[0]
  if (finished === undefined) throw new Error('The run did not finish.')
  return { messages, epochs: ofType('epoch'), started: ofType('started'), finished, output }
}

const recall = (finished: Message<'finished'>) => finished.test?.['recall@5'] ?? Number.NaN
const trained = ['bpr-mf', 'lightgcn', 'neggen'] as const

const runOn = ({ name, create }: TestedBackend, input: TrainingInput) =>
  run(input, undefined, { choose: async () => ({ name, backend: await create(), reason: 'a test' }) })
const losses = ({ epochs }: Awaited<ReturnType<typeof run>>) => epochs.map(({ loss }) => loss)

describe.each(everyBackend)('on $title', (backend) => {
  const { available } = backend
  const runHere = (input: TrainingInput) => runOn(backend, input)

  test.skipIf(!available)(
    'repeats itself bit by bit with the same seed',
    async () => {
      const input = tinyWorld({ model: 'neggen', epochs: 2 })
      const [first, second] = [await runHere(input), await runHere(input)]
      expect(losses(second)).toEqual(losses(first))
      expect(second.output).toEqual({ ...first.output, ...functionsOf(second.output) })
    },
    60_000,
  )

  test.skipIf(!available)(
    'numbers that run away end the run, with step and tensor',
    async () => {
      const input = tinyWorld({ model: 'neggen' })
      for (const { values } of positivesOf(input)) values.fill(3e38)
      await expect(runHere(input)).rejects.toMatchObject({
        name: 'TrainingFailure',
        message: expect.stringMatching(
          /diverged: the loss became (NaN|Infinity|-Infinity) at epoch 1, step 1; first non-finite tensor: .*"/,
        ),
        hint: expect.stringContaining('learning rate'),
      })
    },
    60_000,
  )

  test.skipIf(!available)(
    'names the very step whose numbers ran away',
    async () => {
      const input = tinyWorld({ model: 'neggen', batchSize: 2 })
      // Only a batch with this item meets these numbers.
      const broken = input.negatives?.items.length ?? 0
      for (const { values, cols } of positivesOf(input)) values.fill(3e38, (broken - 1) * cols)
      const step = await firstStepWith(input, input.negatives?.items[broken - 1] ?? -1)
      expect(step).toBeGreaterThan(2)
      await expect(runHere(input)).rejects.toThrow(`at epoch 1, step ${step}; first non-finite tensor: `)
    },
    60_000,
  )
})

function positivesOf({ features }: TrainingInput): Matrix[] {
  return [featureMatrix(features, 'text_positive'), featureMatrix(features, 'image_positive')]
}

/** The others are slow on small data; that their operations agree is tested one by one. */
const quick = everyBackend.filter(({ title }) => title === 'reference' || title === 'wasm')

describe.each(quick)('on $title, training', (backend) => {
  const { available } = backend
  const runHere = (input: TrainingInput) => runOn(backend, input)

  test.skipIf(!available).for(trained)('%s beats popularity on data with structure', async (model) => {
    const { finished: popular } = await runHere(tinyWorld({ model: 'popularity' }))
    const { finished, epochs } = await runHere(tinyWorld({ model }))
    expect(recall(finished)).toBeGreaterThan(2 * recall(popular))
    expect(epochs.at(-1)?.loss).toBeLessThan(0.9 * (epochs[0]?.loss ?? 0))
  })

  test.skipIf(!available).for(trained)('%s differently with another seed', async (model) => {
    const first = await runHere(tinyWorld({ model, epochs: 1 }))
    const other = await runHere(tinyWorld({ model, epochs: 1, seed: 2 }))
    expect(losses(other)).not.toEqual(losses(first))
  })
})

/** The first step of a run that meets an item, counted from 1. */
async function firstStepWith({ config, ...input }: TrainingInput, item: number): Promise<number> {
  const training = Interactions.fromPairs(input.training, input.users, input.items)
  const sampler = new UniformSampler(training, new Rng(config.seed, 'negatives'))
  const batches = new TripletLoader(training, config.batchSize, new Rng(config.seed, 'batches'), sampler)
  batches.beginEpoch(0)
  for (let step = 1; ; step++) {
    const batch = await batches.next(noScores)
    if (batch === null) throw new Error('No step of the first epoch meets the item.')
    if (batch.positives.includes(item) || batch.negatives.includes(item)) return step
  }
}

/** Functions are equal to themselves only. */
function functionsOf(output: object): object {
  return Object.fromEntries(Object.entries(output).filter(([, value]) => typeof value === 'function'))
}

describe('a run', () => {
  test('says what it does, then every epoch, then how it ended', async () => {
    const { messages, started, finished } = await run(tinyWorld({ model: 'lightgcn', epochs: 2 }))
    expect(messages.map((message) => message.type)).toEqual(['started', 'epoch', 'epoch', 'finished'])
    expect(started[0]).toMatchObject({
      backend: 'reference',
      reason: 'asked for by name',
      parameters: (48 + 40) * 8,
    })
    expect(finished).toMatchObject({ reason: 'epochs', epochs: 2 })
    expect(finished.test).toHaveProperty('coverage@20')
  })

  test('stops early, and tests and keeps the best epoch', async () => {
    const input = tinyWorld({
      model: 'bpr-mf',
      patience: 3,
      minimumEpochs: 0,
      validationWindow: 1,
      epochs: 500,
      learningRate: 0.2,
    })
    const { epochs, finished, output } = await run(input)
    expect(finished.reason).toBe('early-stop')
    expect(finished.epochs).toBe(finished.bestEpoch + 3)
    const best = epochs.filter((epoch) => epoch.best)
    expect(best.at(-1)).toMatchObject({ epoch: finished.bestEpoch, validation: finished.validation })
    expect(output.checkpoints.length).toBe(best.length)
    const checkpoint = output.checkpoints.at(-1)
    expect(checkpoint?.metadata).toMatchObject({ model: 'bpr-mf', epoch: String(finished.bestEpoch) })
    // BPR-MF's vectors are its parameters: those of the best epoch were tested, not the last ones.
    const { users, items } = output.embeddingPairs[0] ?? {}
    expect([...(checkpoint?.tensors[0]?.values ?? [])]).toEqual([
      ...(users?.values ?? []),
      ...(items?.values ?? []),
    ])
    expect(output.tests.length).toBe(1)
  })

  test('without a test part reports its validation alone, and writes no test', async () => {
    const input = { ...tinyWorld({ model: 'lightgcn', epochs: 2 }), test: new Int32Array() }
    const { finished, epochs, output } = await run(input)
    const best = epochs.find(({ epoch }) => epoch === finished.bestEpoch)
    expect(finished).toMatchObject({ test: null, validation: best?.validation })
    expect(output.tests).toEqual([])
    expect(output.embeddingPairs).toHaveLength(1)
  })

  test('does not stop before its minimum of epochs, and keeps the best of all', async () => {
    const settings = { model: 'bpr-mf', patience: 3, epochs: 500, learningRate: 0.2 } as const
    const { finished: soon } = await run(tinyWorld({ ...settings, minimumEpochs: 0 }))
    const minimumEpochs = soon.epochs + 20
    const { epochs, finished } = await run(tinyWorld({ ...settings, minimumEpochs }))
    expect(finished).toMatchObject({ reason: 'early-stop' })
    expect(finished.epochs).toBeGreaterThanOrEqual(minimumEpochs)
    const values = epochs.map(({ validation }) => validation?.['recall@20'] ?? Number.NaN)
    expect(finished.bestEpoch).toBe(1 + values.indexOf(Math.max(...values)))
  })

  test('validates every so many epochs, and after the last', async () => {
    const { epochs } = await run(tinyWorld({ model: 'bpr-mf', epochs: 5, evaluateEvery: 2 }))
    expect(epochs.map((epoch) => epoch.validation !== undefined)).toEqual([false, true, false, true, true])
  })

  test('on a stop, ends soon and still tests the best epoch', async () => {
    const { finished, output } = await run(tinyWorld({ model: 'lightgcn', epochs: 500 }), (message, stop) => {
      if (message.type === 'epoch' && message.epoch === 3) stop()
    })
    expect(finished).toMatchObject({ reason: 'stopped', epochs: 3 })
    expect(output.tests.length).toBe(1)
  })

  test('stopped before its first epoch, tests what there is', async () => {
    const { finished, output } = await run(tinyWorld({ model: 'lightgcn' }), (_, stop) => stop())
    expect(finished).toMatchObject({ reason: 'stopped', epochs: 0, bestEpoch: 0, secondsPerEpoch: 0 })
    expect(output.checkpoints.length).toBe(1)
  })

  test('of popularity has no epochs', async () => {
    const { finished, started, output } = await run(tinyWorld({ model: 'popularity' }))
    expect(started[0]).toMatchObject({ parameters: 0, stepsPerEpoch: 0 })
    expect(finished).toMatchObject({ reason: 'epochs', epochs: 0, bestEpoch: 0 })
    expect(output.embeddingPairs[0]?.items).toMatchObject({ rows: 40, cols: 1 })
  })

  test('names users for whom there is nothing to rank', async () => {
    const input = tinyWorld({ model: 'bpr-mf', epochs: 1 })
    const everything = Array.from({ length: input.items }, (_, item) => [0, item]).flat()
    const { messages } = await run({ ...input, training: Int32Array.of(...input.training, ...everything) })
    const warnings = messages.filter((message) => message.type === 'log')
    expect(warnings).toMatchObject([{ level: 'warn', text: expect.stringMatching(/^1 user interacted/) }])
  })
})

test('a long run on wasm does not grow its memory', async () => {
  const wasm = everyBackend.find((backend) => backend.name === 'wasm')
  if (wasm === undefined || !wasm.available) return
  const { WasmBackend } = await import('./backends/wasm/wasm-backend.ts')
  const { createOptimizer } = await import('./optimizers/create-optimizer.ts')
  const { createModel } = await import('./models/create-model.ts')
  const { trainStep } = await import('./train-step.ts')
  const input = tinyWorld({ model: 'neggen', dimensions: 64 })
  const backend = await WasmBackend.create({ threads: 2 })
  const training = Interactions.fromPairs(input.training, input.users, input.items)
  const model = createModel(backend, input, training)
  const { parameters } = model
  const adam = createOptimizer({ name: 'adam' }, { backend, parameters, learningRate: 1e-3 })
  const batch = {
    users: new Int32Array(2048),
    positives: new Int32Array(2048),
    negatives: new Int32Array(2048).fill(1),
  }
  await trainStep(backend, model, adam, batch, stepRng)
  const { height } = backend.mark()
  const bytes = backend.memoryBytes
  for (let step = 2; step < 30; step++) await trainStep(backend, model, adam, batch, stepRng)
  expect(backend.memoryBytes).toBe(bytes)
  expect(backend.mark().height).toBe(height)
  await backend.dispose()
}, 60_000)
