import { expect, test } from 'vitest'
import { configFrom } from '#shared/training/assign-settings.ts'
import type { OptimizerName } from '#shared/training/config.ts'
import type { TrainerMessage } from '#shared/training/protocol.ts'
import { WasmBackend } from '#trainer/backends/wasm/wasm-backend.ts'
import { RunControl } from '#trainer/run-control.ts'
import { recordOutput } from '#trainer/testing/recorded-output.ts'
import { train } from '#trainer/train.ts'
import { sampleShop } from './run-data.ts'

const SEEDS = [1, 2, 3]
/** Of the mean over the seeds: 1.5 standard errors of a single run, with one held-out item for each of 600 shoppers. */
const MARGIN = 0.02

async function meanRecall(optimizer: OptimizerName): Promise<number> {
  const { name: _, ...data } = sampleShop()
  let sum = 0
  for (const seed of SEEDS) {
    const config = configFrom({
      model: 'bpr-mf',
      optimizer,
      seed,
      learningRate: 0.005,
      epochs: 60,
      batchSize: 512,
    })
    const messages: TrainerMessage[] = []
    const report = async (message: TrainerMessage) => {
      messages.push(message)
    }
    const choose = async () => ({
      name: 'wasm' as const,
      backend: await WasmBackend.create({ threads: 1 }),
      reason: 'a test',
    })
    const input = { ...data, config, negatives: null, features: {} }
    await train(input, recordOutput(), report, new RunControl(), { choose })
    const finished = messages.find((message) => message.type === 'finished')
    sum += finished?.validation['recall@20'] ?? Number.NaN
  }
  return sum / SEEDS.length
}

test('Recall of BPR-MF on the sample shop is no worse by lazy Adam than by Adam', {
  timeout: 60_000,
}, async () => {
  const [lazy, dense] = [await meanRecall('lazy-adam'), await meanRecall('adam')]
  expect(dense).toBeGreaterThan(0.1)
  expect(lazy).toBeGreaterThan(dense - MARGIN)
})
