import { describe, expect, test } from 'vitest'
import type { TrainConfig } from '#shared/training/config.ts'
import { Adam } from '../../adam.ts'
import type { Batch } from '../../data/batches.ts'
import { Generator } from '../../data/generator.ts'
import { Interactions } from '../../data/interactions.ts'
import { createModel } from '../../models/registry.ts'
import { gpuForTests } from '../../testing/software-gpu.ts'
import { tinyWorld } from '../../testing/tiny-world.ts'
import { trainStep } from '../../train-step.ts'
import type { Backend } from '../backend.ts'
import { ReferenceBackend } from '../reference/reference-backend.ts'
import { createWebGpuBackend } from './webgpu-backend.ts'

const available = await gpuForTests()
const BATCH = 32

interface Trained {
  readonly losses: readonly number[]
  readonly parameters: readonly Float32Array[]
}

/** Trains on batches that depend on the seed alone. */
async function trained(backend: Backend, model: TrainConfig['model'], steps: number): Promise<Trained> {
  const { config, users, items, training: pairs, negatives } = tinyWorld({ model })
  const training = Interactions.fromPairs(pairs, users, items)
  const generator = new Generator(config.seed, 'parameters')
  const created = createModel({ backend, config, training, negatives, generator })
  const adam = new Adam(backend, created.parameters, config.learningRate)
  const draws = new Generator(config.seed, 'draws')
  const losses: number[] = []
  for (let step = 0; step < steps; step++) {
    const places = Int32Array.from({ length: BATCH }, () => draws.below(pairs.length / 2))
    const batch: Batch = {
      users: places.map((place) => pairs[2 * place] ?? 0),
      positives: places.map((place) => pairs[2 * place + 1] ?? 0),
      negatives: places.map(() => draws.below(items)),
    }
    losses.push(await trainStep(backend, created, adam, batch))
  }
  const parameters = await Promise.all(created.parameters.map(({ value }) => backend.read(value)))
  return { losses, parameters }
}

async function onGpu(model: TrainConfig['model'], steps: number): Promise<Trained> {
  const backend = await createWebGpuBackend()
  try {
    return await trained(backend, model, steps)
  } finally {
    await backend.dispose()
  }
}

describe.skipIf(!available)('training on webgpu', () => {
  test.for(['lightgcn', 'neggen'] as const)(
    '%s: the reference has the same loss after 50 steps',
    { timeout: 30_000 },
    async (model) => {
      const [actual, expected] = [await onGpu(model, 50), await trained(new ReferenceBackend(), model, 50)]
      expected.losses.forEach((loss, step) => {
        const difference = Math.abs((actual.losses[step] ?? Number.NaN) - loss) / loss
        expect(difference, `step ${step + 1}`).toBeLessThan(1e-4)
      })
      expect(expected.losses.at(-1)).toBeLessThan(0.9 * (expected.losses[0] ?? 0))
    },
  )

  test('the same training ends with the same bits', { timeout: 30_000 }, async () => {
    const [first, second] = [await onGpu('neggen', 10), await onGpu('neggen', 10)]
    expect(second).toEqual(first)
  })
})
