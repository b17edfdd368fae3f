import { expect, test } from 'vitest'
import { testRecall } from './test-recall.ts'
import { worldInput } from './world-input.ts'

const SEEDS = [1, 2, 3]
const settings = { batchSize: 512, learningRate: 0.005, dimensions: 32, epochs: 60 }

/** The claim of Zhou & Shen 2023, on a world whose choices depend on what texts and pictures show. */
test('FREEDOM ranks better than LightGCN, which ranks better than popularity', {
  timeout: 120_000,
}, async () => {
  const input = await worldInput({ world: { name: 'shop' }, seed: 1 })
  const popularity = await testRecall(input, { model: 'popularity' })
  for (const seed of SEEDS) {
    const lightgcn = await testRecall(input, { model: 'lightgcn', ...settings, seed })
    const freedom = await testRecall(input, { model: 'freedom', ...settings, seed })
    expect(lightgcn, `seed ${seed}`).toBeGreaterThan(popularity)
    expect(freedom, `seed ${seed}`).toBeGreaterThan(lightgcn)
  }
})
