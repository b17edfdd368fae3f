import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeNpy } from '#shared/files/npy.ts'
import type { StoredRunInput } from '#shared/training/protocol.ts'
import { storedConfig } from '#shared/training/upgrade-config.ts'
import type { TrainingInput } from '../files/run-input.ts'

/** Writes `input/` of a run's folder, as the engine does. */
export async function writeRun(folder: string, input: TrainingInput): Promise<void> {
  const { config, users, items, negatives, features } = input
  const directory = join(folder, 'input')
  await mkdir(directory, { recursive: true })
  const write = (name: string, data: Int32Array | Float32Array, shape: number[]) =>
    writeFile(join(directory, `${name}.npy`), encodeNpy(data, shape))
  const run: StoredRunInput = {
    config: storedConfig(config),
    users,
    items,
    negatives: negatives?.items.length ?? 0,
  }
  await writeFile(join(directory, 'run.json'), JSON.stringify(run))
  await write('train', input.training, [input.training.length / 2, 2])
  await write('validation', input.validation, [input.validation.length / 2, 2])
  await write('test', input.test, [input.test.length / 2, 2])
  for (const [name, { values, rows, cols }] of Object.entries(features))
    await write(name, values, [rows, cols])
  if (negatives === null) return
  await write('negative_items', negatives.items, [negatives.items.length])
  if (negatives.labels !== null) {
    await writeFile(join(directory, 'attribute_labels.json'), JSON.stringify(negatives.labels))
  }
}
