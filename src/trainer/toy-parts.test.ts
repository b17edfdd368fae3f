import { expect, expectTypeOf, test, vi } from 'vitest'
import { assignmentsOf, configFrom } from '#shared/training/assign-settings.ts'
import { TrainConfig } from '#shared/training/config.ts'
import { ModelName, modelTraits } from '#shared/training/models/model-settings.ts'
import type { TrainerMessage } from '#shared/training/protocol.ts'
import { SamplerName, SamplerSettings } from '#shared/training/samplers/sampler-settings.ts'
import { Interactions } from './data/interactions.ts'
import { Rng } from './data/rng.ts'
import type { Factories as ModelFactories } from './models/registry.ts'
import { createSampler } from './samplers/create-sampler.ts'
import type { Factories as SamplerFactories } from './samplers/registry.ts'
import type { NegativeSampler } from './samplers/sampler.ts'
import { modelVariants } from './testing/model-variants.ts'
import { noScores } from './testing/no-scores.ts'
import { recordOutput } from './testing/recorded-output.ts'
import { tinyWorld } from './testing/tiny-world.ts'
import { train } from './train.ts'

/** What a new model or sampler needs besides its descriptor and its code: a line in each registry. */
vi.mock('#shared/training/models/registry.ts', async (original) => {
  const { models } = await original<typeof import('#shared/training/models/registry.ts')>()
  const { toy } = await import('#shared/training/models/testing/toy.ts')
  return { models: [...models, toy] }
})
vi.mock('./models/registry.ts', async (original) => {
  const { factories } = await original<typeof import('./models/registry.ts')>()
  const { Toy } = await import('./models/testing/toy.ts')
  type Context = ConstructorParameters<typeof Toy>[0]
  return { factories: { ...factories, toy: (context: Context) => new Toy(context) } }
})
vi.mock('#shared/training/samplers/registry.ts', async (original) => {
  const { samplers } = await original<typeof import('#shared/training/samplers/registry.ts')>()
  const { toy } = await import('#shared/training/samplers/testing/toy.ts')
  return { samplers: [...samplers, toy] }
})
vi.mock('./samplers/registry.ts', async (original) => {
  const { factories } = await original<typeof import('./samplers/registry.ts')>()
  const { ToySampler } = await import('./samplers/testing/toy.ts')
  type Rest = ConstructorParameters<typeof ToySampler>
  return { factories: { ...factories, toy: (...rest: Rest) => new ToySampler(...rest) } }
})

/** The types know the registries as they are on disk: the toys have the names that those would give them. */
const model = ModelName.options.at(-1) ?? 'neggen'
const sampler = SamplerName.options.at(-1) ?? 'uniform'

test('a configuration takes a new model and a new sampler with their settings, and no others', () => {
  const config = configFrom({ model, sampler, scale: '2', stride: '3' })
  expect(config.model).toEqual({ name: 'toy', width: 4, scale: 2 })
  expect(config.sampler).toEqual({ name: 'toy', stride: 3 })
  expect(TrainConfig.parse(JSON.parse(JSON.stringify(config)))).toEqual(config)
  expect(assignmentsOf(config)).toMatchObject({ model: 'toy', sampler: 'toy', scale: 2, stride: 3 })
  expect(() => configFrom({ model, layers: 2 })).toThrow('Toy with Uniform (RNS)')
  expect(() => configFrom({ model, scale: 0 })).toThrow()
  expect(() => configFrom({ model: 'lightgcn', scale: 2 })).toThrow('it belongs to Toy')
})

test("a run's input has the matrices that a new model names", () => {
  expect(modelTraits(configFrom({ model }).model).needs.features).toEqual(['item_text'])
  expect(Object.keys(tinyWorld({ model }).features)).toEqual(['item_text'])
})

test('a new model trains with a new sampler, and learns', async () => {
  const recall = async (epochs: number) => {
    let recalled: number | undefined
    const input = tinyWorld({ model, sampler, stride: 2, epochs, learningRate: 0.1 })
    const report = async (message: TrainerMessage) => {
      if (message.type === 'finished') recalled = message.test?.['recall@5']
    }
    await train(input, recordOutput(), report)
    if (recalled === undefined) throw new Error('The run has no test.')
    return recalled
  }
  expect(await recall(15)).toBeGreaterThan(2 * (5 / 40))
})

test('a new sampler draws as its code says', async () => {
  const training = Interactions.fromPairs(Int32Array.of(0, 1, 0, 4, 1, 0), 2, 5)
  const settings = SamplerSettings.parse({ name: sampler, stride: 1 })
  const users = new Int32Array(200)
  const drawn = await createSampler(settings, training, new Rng(1, 'x')).negatives(
    { users, positives: users },
    noScores,
  )
  // Items 0, 2 and 3 are drawn alike: 0 stays, as 1 is chosen, 2 becomes 3, and 3 stays.
  if (!(drawn instanceof Int32Array)) throw new Error('The toy gives items.')
  expect(new Set(drawn)).toEqual(new Set([0, 3]))
})

test('the suites over all models and samplers check the new ones too', () => {
  const titles = modelVariants.map(({ title }) => title)
  expect(titles).toEqual(expect.arrayContaining(['lightgcn', 'toy', 'toy in one dimension']))
  expect(SamplerName.options).toEqual(expect.arrayContaining(['uniform', 'toy']))
})

test('without its line beside the code, a registered model or sampler does not compile', () => {
  expectTypeOf<Omit<ModelFactories, 'lightgcn'>>().not.toExtend<ModelFactories>()
  type Samplers = SamplerFactories<SamplerName, NegativeSampler>
  expectTypeOf<Omit<Samplers, 'dns'>>().not.toExtend<Samplers>()
})
