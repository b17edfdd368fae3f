import { type AssignedSettings, configFrom } from '#shared/training/assign-settings.ts'
import type { TrainerMessage } from '#shared/training/protocol.ts'
import { recordOutput } from '#trainer/testing/recorded-output.ts'
import { train } from '#trainer/train.ts'
import type { WorldInput } from './world-input.ts'

/** Trains on a world and tests at the best epoch: Recall@20. */
export async function testRecall(input: WorldInput, settings: AssignedSettings): Promise<number> {
  let recall: number | undefined
  const report = async (message: TrainerMessage) => {
    if (message.type === 'finished') recall = message.test?.['recall@20']
  }
  await train(input(configFrom({ backend: 'wasm', threads: 1, ...settings })), recordOutput(), report)
  if (recall === undefined) throw new Error('The run has no test.')
  return recall
}
