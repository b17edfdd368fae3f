import { describe, expect, test, vi } from 'vitest'
import type { ModelName, OptimizerName } from '#shared/training/config.ts'
import { models } from '#shared/training/models/registry.ts'
import type { Backend } from './backends/backend.ts'
import { ReferenceBackend } from './backends/reference/reference-backend.ts'
import { kernelsSupported } from './backends/wasm/kernels.ts'
import { WasmBackend } from './backends/wasm/wasm-backend.ts'
import { Interactions } from './data/interactions.ts'
import { Rng } from './data/rng.ts'
import type { Batch } from './data/triplet-loader.ts'
import { createModel } from './models/create-model.ts'
import { createOptimizer } from './optimizers/create-optimizer.ts'
import { everyBackend, sharedBackend } from './testing/every-backend.ts'
import { stepRng } from './testing/step-rng.ts'
import { tinyWorld } from './testing/tiny-world.ts'
import { diagnose, trainStep } from './train-step.ts'

// Some backends only pretend to be fast here, and several threads share few cores.
vi.setConfig({ testTimeout: 60_000 })

/** Every model that trains. */
const MODELS = models.filter(({ needs }) => needs.steps !== 'nothing').map(({ name }) => name)
const STEPS = 50
const CASES: readonly { model: ModelName; optimizer: OptimizerName; learningRate: number }[] = [
  ...MODELS.map((model) => ({ model, optimizer: 'adam' as const, learningRate: 0.02 })),
  { model: 'bpr-mf', optimizer: 'lazy-adam', learningRate: 0.02 },
  { model: 'lightgcn', optimizer: 'lazy-adam', learningRate: 0.02 },
  { model: 'bpr-mf', optimizer: 'sgd', learningRate: 0.05 },
  { model: 'lightgcn', optimizer: 'sgd', learningRate: 0.05 },
]

function setUp(backend: Backend, model: ModelName, name: OptimizerName = 'adam', learningRate = 0.02) {
  const input = tinyWorld({ model })
  const { users, items } = input
  const created = createModel(backend, input, Interactions.fromPairs(input.training, users, items))
  const optimizer = createOptimizer({ name }, { backend, parameters: created.parameters, learningRate })
  return { model: created, optimizer, users, items }
}

function randomBatch(rng: Rng, users: number, items: number, size: number): Batch {
  const list = (bound: number) => Int32Array.from({ length: size }, () => rng.below(bound))
  return { users: list(users), positives: list(items), negatives: list(items) }
}

/** Losses of some steps, and the parameters afterwards. */
async function train(
  backend: Backend,
  { model: name, optimizer: by, learningRate }: (typeof CASES)[number],
): Promise<{ losses: number[]; parameters: number[] }> {
  const mark = backend.mark()
  const { model, optimizer, users, items } = setUp(backend, name, by, learningRate)
  const rng = new Rng(2, 'batches')
  const losses: number[] = []
  for (let step = 0; step < STEPS; step++) {
    losses.push(await trainStep(backend, model, optimizer, randomBatch(rng, users, items, 48), stepRng))
  }
  const parameters: number[] = []
  for (const { value } of model.parameters) parameters.push(...(await backend.read(value)))
  backend.release(mark)
  return { losses, parameters }
}

describe.each(everyBackend)('$title', ({ available, create }) => {
  const shared = sharedBackend(available, create)

  test.skipIf(!available).for(CASES)(
    '$model by $optimizer: 50 steps give the losses of the reference',
    async (each) => {
      const { losses } = await train(shared(), each)
      const expected = await train(new ReferenceBackend(), each)
      losses.forEach((loss, step) => {
        const reference = expected.losses[step] ?? Number.NaN
        expect(Math.abs(loss - reference) / reference, `step ${step + 1}`).toBeLessThan(1e-4)
      })
    },
  )

  test.skipIf(!available).for(CASES)(
    '$model by $optimizer: the same steps give the same bits',
    async (each) => {
      expect(await train(shared(), each)).toEqual(await train(shared(), each))
    },
  )

  test.skipIf(!available)(
    'a step whose loss is not finite changes nothing, and names what is broken',
    async () => {
      const backend = shared()
      const { model, optimizer, users, items } = setUp(backend, 'neggen')
      const batch = randomBatch(new Rng(3, 'batches'), users, items, 16)
      const broken = model.parameters.find(({ name }) => name === 'effect_output.weights')
      const table = model.parameters.find(({ name }) => name === 'embeddings')
      if (broken === undefined || table === undefined) throw new Error('NegGen has these parameters.')
      backend.write(broken.value, new Float32Array(broken.value.rows * broken.value.cols).fill(Number.NaN))
      const before = await backend.read(table.value)
      expect(await trainStep(backend, model, optimizer, batch, stepRng)).toBeNaN()
      expect(await backend.read(table.value)).toEqual(before)
      expect(await diagnose(backend, model, batch, stepRng)).toBe('parameter "effect_output.weights"')
    },
  )
})

describe.skipIf(!kernelsSupported())('on wasm', () => {
  test.each(CASES)('$model by $optimizer: the number of threads does not change a bit', async (each) => {
    const results = []
    for (const threads of [1, 2, 3]) {
      const backend = await WasmBackend.create({ threads, worthSharing: 0 })
      results.push(await train(backend, each))
      await backend.dispose()
    }
    expect(results[1]).toEqual(results[0])
    expect(results[2]).toEqual(results[0])
  })

  test('many steps do not grow the memory', async () => {
    const backend = await WasmBackend.create({ threads: 2 })
    const { model, optimizer, users, items } = setUp(backend, 'neggen')
    const rng = new Rng(4, 'batches')
    const step = () => trainStep(backend, model, optimizer, randomBatch(rng, users, items, 2048), stepRng)
    await step()
    const { height } = backend.mark()
    const bytes = backend.memoryBytes
    for (let count = 0; count < 30; count++) await step()
    expect(backend.memoryBytes).toBe(bytes)
    expect(backend.mark().height).toBe(height)
    await backend.dispose()
  })
})
