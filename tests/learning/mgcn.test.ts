import { expect, test } from 'vitest'
import { testRecall } from './test-recall.ts'
import { worldInput } from './world-input.ts'

const SEEDS = [1, 2, 3]
const settings = { batchSize: 512, learningRate: 0.01, dimensions: 32, epochs: 12 }

/** The claim of Yu et al. 2023, on a world whose choices depend on what texts and pictures show. */
test('MGCN ranks better than popularity, BPR-MF and LightGCN', { timeout: 120_000 }, async () => {
  const input = await worldInput({ world: { name: 'shop' }, seed: 1 })
  const popularity = await testRecall(input, { model: 'popularity' })
  for (const seed of SEEDS) {
    const mgcn = await testRecall(input, { model: 'mgcn', ...settings, seed })
    expect(mgcn, `seed ${seed}`).toBeGreaterThan(popularity)
    for (const model of ['bpr-mf', 'lightgcn'] as const) {
      const other = await testRecall(input, { model, ...settings, seed })
      expect(mgcn, `seed ${seed}, ${model}`).toBeGreaterThan(other)
    }
  }
})
