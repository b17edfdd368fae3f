import { type AssignedSettings, configFrom } from '#shared/training/assign-settings.ts'
import { modelTraits } from '#shared/training/models/model-settings.ts'
import type { TrainerMessage } from '#shared/training/protocol.ts'
import { recordOutput } from '#trainer/testing/recorded-output.ts'
import { train } from '#trainer/train.ts'
import type { WorldData } from './world-data.ts'

/** Trains on a world and tests at the best epoch: Recall@20. */
export async function testRecall(data: WorldData, settings: AssignedSettings): Promise<number> {
  const config = configFrom({ backend: 'wasm', threads: 1, ...settings })
  const { needs } = modelTraits(config.model)
  const features = Object.fromEntries(needs.features.map((name) => [name, data.features[name]]))
  let recall: number | undefined
  const report = async (message: TrainerMessage) => {
    if (message.type === 'finished') recall = message.test?.['recall@20']
  }
  await train({ ...data, config, negatives: null, features }, recordOutput(), report)
  if (recall === undefined) throw new Error('The run has no test.')
  return recall
}
