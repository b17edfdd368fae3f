import { beforeAll, describe, expect, test } from 'vitest'
import { configFrom } from '#shared/training/assign-settings.ts'
import type { ModelName } from '#shared/training/models/model-settings.ts'
import { models } from '#shared/training/models/registry.ts'
import { WorldSettings } from '#shared/worlds/world-instance.ts'
import { WasmBackend } from '#trainer/backends/wasm/wasm-backend.ts'
import { recordOutput } from '#trainer/testing/recorded-output.ts'
import { train } from '#trainer/train.ts'
import { worldInput } from './world-input.ts'

const EPOCHS = 30
/** Of the models that have none of their own; the common default is for longer runs. */
const LEARNING_RATE = 0.01

let input: Awaited<ReturnType<typeof worldInput>>

const measured = new Map<ModelName, Promise<number>>()

/** Each model is trained once. */
function recallOf(model: ModelName): Promise<number> {
  const recall = measured.get(model) ?? trainedRecall(model)
  measured.set(model, recall)
  return recall
}

/**
 * Recall@20 of the vectors after the last epoch, on all choices that were held out: none of them has been used to choose
 * an epoch.
 */
async function trainedRecall(model: ModelName): Promise<number> {
  const { defaults = {} } = models.find(({ name }) => name === model) ?? {}
  const common = { backend: 'wasm', threads: 1, epochs: EPOCHS, evaluateEvery: EPOCHS }
  const whole = input(configFrom({ model, learningRate: LEARNING_RATE, ...defaults, ...common }))
  const held = { ...whole, test: Int32Array.of(...whole.validation, ...whole.test) }
  const recalls: number[] = []
  await train(
    held,
    recordOutput(),
    async (message) => {
      if (message.type === 'finished') recalls.push(message.test?.['recall@20'] ?? Number.NaN)
    },
    undefined,
    {
      choose: async () => ({
        name: 'wasm',
        backend: await WasmBackend.create({ threads: 1 }),
        reason: 'a test',
      }),
    },
  )
  return recalls[0] ?? Number.NaN
}

/** Its loss without negatives takes longer to learn than the epochs here: bm3.test.ts has it. */
const SLOW: ReadonlySet<ModelName> = new Set(['bm3'])

/** Those that learn without negatives. */
const alone = models.filter(({ needs }) => needs.negatives !== 'required').map(({ name }) => name)

describe('in the sample shop', () => {
  beforeAll(async () => {
    input = await worldInput({ world: WorldSettings.parse({ name: 'shop' }), seed: 1 })
  }, 60_000)

  test.for(alone.filter((name) => name !== 'popularity' && !SLOW.has(name)))(
    '%s beats popularity',
    { timeout: 60_000 },
    async (model) => {
      expect(await recallOf(model)).toBeGreaterThan(1.1 * (await recallOf('popularity')))
    },
  )

  test.for<[ModelName, number, ModelName]>([
    ['item-knn', 1.4, 'popularity'],
    ['ridge', 1.7, 'popularity'],
    ['vbpr', 1.2, 'bpr-mf'],
    ['content-mf', 1.3, 'bpr-mf'],
    ['content-lightgcn', 1.2, 'lightgcn'],
  ])('%s has at least %d times the Recall of %s', { timeout: 60_000 }, async ([model, factor, other]) => {
    expect(await recallOf(model)).toBeGreaterThan(factor * (await recallOf(other)))
  })
})
