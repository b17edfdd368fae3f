import type { Reader } from '#main/store/database.ts'
import { readDataset } from '#main/store/dataset-repository.ts'
import { readRun } from '#main/store/run-repository.ts'
import { readSnapshot } from '#main/store/snapshot-repository.ts'
import type { RunId } from '#shared/contract/ids.ts'
import type { BackendName } from '#shared/training/common-settings.ts'
import { FEATURES } from '#shared/training/features.ts'
import { type ModelSettings, modelDescriptor, modelTraits } from '#shared/training/models/model-settings.ts'
import type { RunDemand } from './admission.ts'
import { estimatedMemory } from './estimated-memory.ts'
import { textEncoderOf } from './run-encoder.ts'

/** Of encoders that say it only when they are asked; most models have fewer. */
const USUAL_DIMENSIONS = 1024

/** What a run takes while it trains; nothing where it or its data set is gone. */
export function demandOf(reader: Reader, id: RunId): RunDemand {
  const run = readRun(reader, id)
  const counts = run && readDataset(reader, run.dataset)?.counts
  if (run === undefined || counts === undefined) return { threads: 0, bytes: 0 }
  const { model, backend, threads } = run.config
  const negatives = run.snapshot === null ? 0 : (readSnapshot(reader, run.snapshot)?.negatives ?? 0)
  const sizes = { items: counts.items, negatives }
  const textEncoder = textEncoderOf(reader, id)
  const dimensions = typeof textEncoder.dimensions === 'number' ? textEncoder.dimensions : USUAL_DIMENSIONS
  const features = modelTraits(model).needs.features.map((name) => sizes[FEATURES[name].rows] * dimensions)
  return {
    threads: usesThreads(backend) && threads !== 'auto' ? threads : 1,
    bytes: estimatedMemory({
      users: counts.users,
      items: counts.items,
      interactions: counts.train,
      dimensions: vectorWidth(model, counts),
      layers: 'layers' in model ? model.layers : 0,
      features: features.reduce((sum, numbers) => sum + numbers, 0),
      backend,
    }),
  }
}

/** 1 where neither a setting nor the descriptor says it. */
function vectorWidth(model: ModelSettings, counts: { users: number; items: number }): number {
  if ('dimensions' in model) return model.dimensions
  return modelDescriptor(model.name).vectorWidth?.(counts) ?? 1
}

/** The others compute in one thread or on a GPU; `auto` may come to take the one that has threads. */
function usesThreads(backend: 'auto' | BackendName): boolean {
  return backend === 'wasm' || backend === 'auto'
}
