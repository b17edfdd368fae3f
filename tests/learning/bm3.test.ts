import { expect, test } from 'vitest'
import { testRecall } from './test-recall.ts'
import { worldInput } from './world-input.ts'

const SEEDS = [1, 2, 3]
const settings = { batchSize: 512, learningRate: 0.005, dimensions: 32, epochs: 60 }

/**
 * Zhou et al. 2023 have BM3 above LightGCN as well. In this world, with few choices and simple features, it is not;
 * it is above matrix factorisation, which its paper compares it with too. Text and a dropout of 0.5 were picked among three
 * variants in this very world, so that the test shows that BM3 learns, not how good it is.
 */
test('BM3 ranks better than popularity and BPR-MF, without negatives', { timeout: 120_000 }, async () => {
  const input = await worldInput({ world: { name: 'shop' }, seed: 1 })
  const popularity = await testRecall(input, { model: 'popularity' })
  for (const seed of SEEDS) {
    const bprMf = await testRecall(input, { model: 'bpr-mf', ...settings, seed })
    const bm3 = await testRecall(input, { model: 'bm3', modalities: 'text', dropout: 0.5, ...settings, seed })
    expect(bm3, `seed ${seed}`).toBeGreaterThan(popularity)
    expect(bm3, `seed ${seed}`).toBeGreaterThan(bprMf)
  }
})
