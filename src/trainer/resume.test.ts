import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { assertNever } from '#shared/assert-never.ts'
import { decodeSafetensors } from '#shared/files/safetensors.ts'
import { ModelName, OptimizerName, SamplerName, type TrainConfig } from '#shared/training/config.ts'
import { ModelSettings, modelDescriptor } from '#shared/training/models/model-settings.ts'
import type { TrainerMessage } from '#shared/training/protocol.ts'
import { samplerProblem } from '#shared/training/sampler-fit.ts'
import { SamplerSettings } from '#shared/training/samplers/sampler-settings.ts'
import { ReferenceBackend } from './backends/reference/reference-backend.ts'
import { TrainingFailure } from './failure.ts'
import { OutputFolder } from './files/run-output.ts'
import { RunControl } from './run-control.ts'
import { type Attempt, type AttemptOptions, attempt, outcome, outputFiles } from './testing/attempt.ts'
import { everyBackend } from './testing/every-backend.ts'
import { failingDisk, Killed, killingDisk } from './testing/failing-disk.ts'
import { tinyWorld } from './testing/tiny-world.ts'
import { train } from './train.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'resume-'))
})
afterEach(() => rm(root, { recursive: true }))

let folders = 0
const freshFolder = () => join(root, String(folders++))

/** How one life of a trainer ends, unless it is finished before; `at` is a share of what a whole run does. */
interface Interruption {
  readonly by: 'pause at a step' | 'pause at an evaluation' | 'death at a file'
  readonly at: number
}

type Setting = Omit<AttemptOptions, 'folder'>

/** An uninterrupted run, and how much there is of it to be interrupted. */
async function uninterrupted(setting: Setting) {
  const folder = freshFolder()
  let operations = 0
  const disk = failingDisk(() => {
    operations++
    return null
  })
  const { messages, ticks, evaluations, error } = await attempt({ ...setting, folder, disk })
  expect(error).toBe(null)
  return { ...outcome(messages), files: await outputFiles(folder), ticks, evaluations, operations }
}

type Whole = Awaited<ReturnType<typeof uninterrupted>>

function interruption({ by, at }: Interruption, whole: Whole): Partial<AttemptOptions> {
  const pauseAt = (last: number) => (count: number, control: RunControl) => {
    if (count === 1 + Math.floor(at * last)) control.requestPause()
  }
  switch (by) {
    case 'pause at a step':
      return { onTick: pauseAt(whole.ticks) }
    case 'pause at an evaluation':
      return { onEvaluation: pauseAt(whole.evaluations) }
    case 'death at a file':
      return { disk: killingDisk(Math.floor(at * whole.operations)) }
    default:
      return assertNever(by)
  }
}

/** Lives on one folder, the last of them left alone. */
async function interrupted(setting: Setting, interruptions: readonly Interruption[], whole: Whole) {
  const folder = freshFolder()
  const lives: Attempt[] = []
  for (const next of interruptions) {
    const life = await attempt({ ...setting, folder, ...interruption(next, whole) })
    if (life.error !== null && !(life.error instanceof Killed)) throw life.error
    lives.push(life)
    // Nobody starts a trainer on a run that has its result.
    if (isFinished(life)) break
  }
  const last = lives.at(-1)
  if (last === undefined || !isFinished(last)) lives.push(await attempt({ ...setting, folder }))
  return { ...outcome(lives.flatMap((life) => life.messages)), files: await outputFiles(folder) }
}

/** One that dies after it has reported its result may leave its checkpoint behind, and can be started again. */
const isFinished = ({ messages, error }: Attempt) => error === null && messages.at(-1)?.type === 'finished'
const models = ModelName.options.filter((name) => modelDescriptor(name).needs.steps !== 'nothing')
/** Those that have a sampler. */
const sampling = models.filter((name) => modelDescriptor(name).needs.steps === 'triples')
const fits = (model: ModelName, sampler: SamplerName) =>
  samplerProblem(ModelSettings.parse({ name: model }), SamplerSettings.parse({ name: sampler })) === null
const computing = everyBackend.filter(({ title }) => title === 'reference' || title === 'wasm')

describe.each(computing)('on $title', ({ name, available, create }) => {
  test.skipIf(!available).for(models)(
    '%s ends the same wherever it was paused or killed',
    { timeout: 120_000 },
    async (model) => {
      const cases = fc.record({
        parts: sampling.includes(model)
          ? fc.record({ sampler: fc.constantFrom(...SamplerName.options.filter((one) => fits(model, one))) })
          : fc.constant({}),
        optimizer: fc.constantFrom(...OptimizerName.options),
        evaluateEvery: fc.integer({ min: 1, max: 2 }),
        minimumEpochs: fc.nat(3),
        validationWindow: fc.integer({ min: 1, max: 2 }),
        ticksBetweenCheckpoints: fc.integer({ min: 2, max: 40 }),
        interruptions: fc.array(
          fc.record({
            by: fc.constantFrom(
              'pause at a step' as const,
              'pause at an evaluation' as const,
              'death at a file' as const,
            ),
            at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
          }),
          { minLength: 1, maxLength: 4 },
        ),
      })
      await fc.assert(
        fc.asyncProperty(cases, async ({ interruptions, ticksBetweenCheckpoints, parts, ...config }) => {
          // SGD's is that of one of the batch's triples.
          const learningRate = config.optimizer === 'sgd' ? 0.001 : 0.05
          const input = tinyWorld({ model, epochs: 4, patience: 2, learningRate, ...parts, ...config })
          const setting = { input, on: { name, create }, ticksBetweenCheckpoints }
          const whole = await uninterrupted(setting)
          const { epochs, finished, files } = await interrupted(setting, interruptions, whole)
          expect({ epochs, finished }).toEqual({ epochs: whole.epochs, finished: whole.finished })
          expect(Object.keys(files)).toEqual(Object.keys(whole.files))
          expect(files).toEqual(whole.files)
        }),
        { numRuns: 8 },
      )
    },
  )
})

const scoring = SamplerName.options.filter((name) => !['uniform', 'popularity'].includes(name))
/** Each model with one such sampler, each such sampler with one model. */
const looking = [
  ...sampling.map((model) => ({ model, sampler: 'dns' as const })),
  ...scoring.map((sampler) => ({ model: 'lightgcn' as const, sampler })),
  ...sampling
    .filter((model) => fits(model, 'mixgcf'))
    .map((model) => ({ model, sampler: 'mixgcf' as const })),
]

describe.each(computing)('on $title, a sampler that looks at the model', ({ name, available, create }) => {
  test.skipIf(!available).for(looking)(
    '$sampler chooses for $model as in a run without a break',
    { timeout: 120_000 },
    async (chosen) => {
      const input = tinyWorld({ ...chosen, candidates: 4, epochs: 4, learningRate: 0.05 })
      const setting = { input, on: { name, create } }
      const whole = await uninterrupted(setting)
      const interruptions = [
        { by: 'pause at a step', at: 0.2 },
        { by: 'death at a file', at: 0.6 },
        { by: 'pause at an evaluation', at: 0.5 },
      ] as const
      const { epochs, finished, files } = await interrupted(setting, interruptions, whole)
      expect({ epochs, finished }).toEqual({ epochs: whole.epochs, finished: whole.finished })
      expect(files).toEqual(whole.files)
    },
  )
})

const slower = everyBackend.filter((backend) => !computing.includes(backend))

describe.each(slower)('on $title', ({ name, available, create }) => {
  test.skipIf(!available)('a pause in the middle changes nothing', { timeout: 120_000 }, async () => {
    const setting = { input: tinyWorld({ model: 'neggen', epochs: 2 }), on: { name, create } }
    const whole = await uninterrupted(setting)
    const { epochs, finished, files } = await interrupted(
      setting,
      [{ by: 'pause at a step', at: 0.4 }],
      whole,
    )
    expect({ epochs, finished }).toEqual({ epochs: whole.epochs, finished: whole.finished })
    expect(files).toEqual(whole.files)
  })
})

const reference = { name: 'reference' as const, create: async () => new ReferenceBackend() }
const small = { input: tinyWorld({ model: 'bpr-mf', epochs: 4, patience: 4 }), on: reference }

/** Of the first life on a folder, and of a second one that is left alone. */
async function twoLives(first: Partial<AttemptOptions>, second: Partial<AttemptOptions> = {}) {
  const folder = freshFolder()
  const one = await attempt({ ...small, folder, ...first })
  const between = await outputFiles(folder)
  const two = await attempt({ ...small, folder, ...second })
  return { folder, one, two, between, files: await outputFiles(folder) }
}

const messageOf = <Type extends TrainerMessage['type']>({ messages }: Attempt, type: Type) =>
  messages.find((message): message is Extract<TrainerMessage, { type: Type }> => message.type === type)

const epochOf = (file: string | undefined) =>
  decodeSafetensors(Buffer.from(file ?? '', 'base64'), 'best.safetensors').metadata.epoch

test('every operation on files may be the last one of a life', { timeout: 60_000 }, async () => {
  const whole = await uninterrupted(small)
  const expected = { epochs: whole.epochs, finished: whole.finished, files: whole.files }
  for (let operation = 0; operation < whole.operations; operation++) {
    const { one, two, files } = await twoLives({ disk: killingDisk(operation) })
    expect(one.error, `operation ${operation}`).toBeInstanceOf(Killed)
    const ended = { ...outcome([...one.messages, ...two.messages]), files }
    expect(ended, `operation ${operation}`).toEqual(expected)
  }
})

describe('a pause', () => {
  test('ends after the step in flight, and says from where it goes on', async () => {
    const { one, two, between } = await twoLives({
      onMessage: (message, control) => {
        if (message.type === 'progress' && message.step === 3) control.requestPause()
      },
    })
    expect(one.messages.at(-1)).toEqual({ type: 'paused', epoch: 1, step: 4 })
    expect(Object.keys(between)).toEqual(['checkpoint.safetensors'])
    expect(messageOf(one, 'started')?.resumedFrom).toBe(null)
    expect(messageOf(two, 'started')).toMatchObject({
      resumedFrom: { epoch: 1, step: 4 },
      reason: 'the run began on it',
    })
    expect(messageOf(two, 'progress')).toMatchObject({ epoch: 1, step: 5 })
  })

  test('leaves a validation, which is done again', async () => {
    const { one, two } = await twoLives({
      onEvaluation: (evaluation, control) => {
        if (evaluation === 2) control.requestPause()
      },
    })
    expect(one.messages.at(-1)).toEqual({ type: 'paused', epoch: 2, step: 6 })
    expect(two.messages.slice(0, 2)).toMatchObject([
      { type: 'started', resumedFrom: { epoch: 2, step: 6 } },
      { type: 'epoch', epoch: 2 },
    ])
  })

  test('leaves the last test, and nothing is trained again', async () => {
    const { one, two, files } = await twoLives({
      onEvaluation: (evaluation, control) => {
        if (evaluation === 5) control.requestPause()
      },
    })
    expect(one.messages.at(-1)).toEqual({ type: 'paused', epoch: 4, step: 6 })
    expect(two.messages.map((message) => message.type)).toEqual(['started', 'finished'])
    expect(files).toEqual((await uninterrupted(small)).files)
  })

  test('of a model that has nothing to train is kept too', async () => {
    const { one, two } = await twoLives(
      {
        input: tinyWorld({ model: 'popularity' }),
        onEvaluation: (evaluation, control) => {
          if (evaluation === 2) control.requestPause()
        },
      },
      { input: tinyWorld({ model: 'popularity' }) },
    )
    expect(one.messages.at(-1)).toEqual({ type: 'paused', epoch: 1, step: 0 })
    expect(messageOf(two, 'finished')).toMatchObject({ reason: 'epochs', epochs: 0, bestEpoch: 0 })
  })

  test('is outweighed by a stop that comes after it', async () => {
    const { one } = await twoLives({
      onTick: (tick, control) => {
        if (tick !== 20) return
        control.requestPause()
        control.requestStop()
      },
    })
    expect(one.messages.at(-1)).toMatchObject({ type: 'finished', reason: 'stopped' })
  })
})

describe('a stop', () => {
  const stopInEpoch3: Partial<AttemptOptions> = {
    onMessage: (message, control) => {
      if (message.type === 'progress' && message.epoch === 3) control.requestStop()
    },
  }

  test('is not forgotten by a trainer that dies while it tests', async () => {
    const { files: expected } = await twoLives(stopInEpoch3, stopInEpoch3)
    const dyingAtTheTest = failingDisk((operation, path) =>
      operation === 'create' && path.includes('test_users') ? new Killed() : null,
    )
    const { one, two, files } = await twoLives({ ...stopInEpoch3, disk: dyingAtTheTest })
    expect(one.error).toBeInstanceOf(Killed)
    expect(two.messages.map((message) => message.type)).toEqual(['started', 'finished'])
    expect(messageOf(two, 'finished')).toMatchObject({ reason: 'stopped', epochs: 2 })
    expect(files).toEqual(expected)
  })

  test('is not forgotten by a pause after it', async () => {
    const { one, two } = await twoLives({
      onTick: (tick, control) => {
        if (tick !== 20) return
        control.requestStop()
        control.requestPause()
      },
    })
    expect(one.messages.at(-1)).toMatchObject({ type: 'paused', epoch: 2 })
    expect(messageOf(two, 'finished')).toMatchObject({ reason: 'stopped', epochs: 1 })
  })

  test('right after a crash tests the best epoch that the checkpoint knows, not one still to come', async () => {
    // The first checkpoint comes after epoch 1; the trainer dies when epoch 2 was found to be better.
    let best = 0
    const disk = failingDisk((operation, path) => {
      if (best < 2 && operation === 'rename' && path.endsWith('/best.safetensors')) best++
      return best === 2 && operation === 'syncFolder' ? new Killed() : null
    })
    const { one, two, between, files } = await twoLives(
      { disk, ticksBetweenCheckpoints: 14 },
      { onMessage: (_, control) => control.requestStop() },
    )
    expect(one.error).toBeInstanceOf(Killed)
    expect(epochOf(between['best.safetensors'])).toBe('2')
    expect(epochOf(between['earlier_best.safetensors'])).toBe('1')
    expect(messageOf(two, 'finished')).toMatchObject({ reason: 'stopped', bestEpoch: 1 })
    expect(epochOf(files['best.safetensors'])).toBe('1')
    expect(files).not.toHaveProperty('earlier_best.safetensors')
  })
})

test('a run that goes on on another device says so', async () => {
  const elsewhere = async () => Object.assign(new ReferenceBackend(), { device: 'another processor' })
  const { two } = await twoLives(
    { onTick: (tick, control) => tick === 5 && control.requestPause() },
    { on: { name: 'reference', create: elsewhere } },
  )
  expect(messageOf(two, 'log')).toMatchObject({
    level: 'warn',
    text: expect.stringMatching(/goes on on another processor/),
  })
})

test('a run whose backend is gone does not go on on another one', async () => {
  const folder = freshFolder()
  const input = tinyWorld({ model: 'bpr-mf', backend: 'auto' })
  const wasTensorFlow = { name: 'tensorflow' as const, create: reference.create }
  await attempt({ folder, input, on: wasTensorFlow, onTick: (_, control) => control.requestPause() })
  const wanted: unknown[] = []
  const choose = async (config: Pick<TrainConfig, 'backend' | 'threads'>) => {
    wanted.push(config)
    throw new TrainingFailure('The backend "tensorflow" cannot run here: it is not installed.')
  }
  const going = train(input, new OutputFolder(folder), async () => {}, new RunControl(), { choose })
  await expect(going).rejects.toMatchObject({
    name: 'TrainingFailure',
    message: expect.stringMatching(
      /^This run began on the backend "tensorflow" and cannot go on\. The backend/,
    ),
  })
  expect(wanted).toEqual([{ backend: 'tensorflow', threads: availableParallelism() }])
})

test('a run whose device is lost fails, and continues from its checkpoint to the same end', async () => {
  const whole = await uninterrupted(small)
  const losing = async () => {
    const backend = new ReferenceBackend()
    const read = backend.read.bind(backend)
    let reads = 0
    backend.read = async (tensor) => {
      if (++reads > 20) throw new TrainingFailure('The GPU was lost.')
      return read(tensor)
    }
    return backend
  }
  const { one, two, between, files } = await twoLives({ on: { name: 'reference', create: losing } })
  expect(one.error).toMatchObject({ name: 'TrainingFailure', message: 'The GPU was lost.' })
  expect(Object.keys(between)).toEqual(expect.arrayContaining(['checkpoint.safetensors']))
  expect(outcome([...one.messages, ...two.messages])).toEqual({
    epochs: whole.epochs,
    finished: whole.finished,
  })
  expect(files).toEqual(whole.files)
})
