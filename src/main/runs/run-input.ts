import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { textRevision } from '#main/encoders/encoders.ts'
import { readInteractionPairs, readMatrixSize } from '#main/store/interaction-repository.ts'
import type { StoredRun } from '#main/store/run-repository.ts'
import { readSnapshotScheme, readTrainingNegatives } from '#main/store/snapshot-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { encodeNpy } from '#shared/files/npy.ts'
import { FEATURES } from '#shared/training/features.ts'
import { modelTraits } from '#shared/training/models/model-settings.ts'
import type { StoredRunInput } from '#shared/training/protocol.ts'
import { storedConfig } from '#shared/training/upgrade-config.ts'
import { attributeLabels } from './attribute-labels.ts'
import { type FeatureSources, featureMatrices } from './feature-matrices.ts'
import { RUN_ENCODER, textEncoderOf, writtenRunEncoder } from './run-encoder.ts'
import { RunFolder } from './run-folder.ts'

/** Between pages the engine answers its windows. */
const USERS_PER_PAGE = 1000

/**
 * Writes what the trainer reads, as protocol.ts lays it out, into `<run folder>/input`. The folder has its
 * name only once it is complete, even after a power cut, and then it is left as it is. Data set and snapshot
 * never change, so it does not matter when this is done.
 *
 * @throws ExpectedError BAD_INPUT when the data set has nothing to train on; the signal's reason once it is aborted
 */
export async function writeRunInput(
  dependencies: FeatureSources,
  run: Pick<StoredRun, 'id' | 'dataset' | 'datasetName' | 'snapshot' | 'config' | 'study'>,
  signal: AbortSignal,
): Promise<void> {
  const { workspace } = dependencies
  const { input } = new RunFolder(workspace.paths.run(run.id))
  if (existsSync(input)) return
  const partial = `${input}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { recursive: true })
  const write = (name: string, data: Uint8Array | string) =>
    writeFile(join(partial, name), data, { flush: true })

  const size = readMatrixSize(workspace.database, run.dataset)
  const pairs = await collectPairs(workspace, run.dataset, size.users, signal)
  if (pairs.train.length === 0) {
    throw new ExpectedError('BAD_INPUT', `‘${run.datasetName}’ has no training interactions to learn from.`)
  }
  // Nothing that tunes a study has a way to the test interactions.
  if (run.study?.stage === 'tuning') pairs.test = []
  for (const [name, list] of Object.entries(pairs)) {
    await write(`${name}.npy`, encodeNpy(Int32Array.from(list), [list.length / 2, 2]))
  }

  const { needs } = modelTraits(run.config.model)
  const negatives =
    run.snapshot === null || needs.negatives === 'none'
      ? []
      : readTrainingNegatives(workspace.database, run.snapshot)
  if (negatives.length > 0) {
    const items = Int32Array.from(negatives, ({ position }) => position)
    await write('negative_items.npy', encodeNpy(items, [items.length]))
  }
  const textEncoder = textEncoderOf(workspace.database, run.id)
  const revision = (await textRevision(textEncoder)) ?? null
  await write(RUN_ENCODER, writtenRunEncoder({ settings: textEncoder, revision }))
  const source = { ...dependencies, textEncoder, dataset: run.dataset, negatives, signal }
  for (const name of needs.features) {
    if (FEATURES[name].rows === 'negatives' && negatives.length === 0) continue
    const { rows, dimensions, values } = await featureMatrices[name](source)
    await write(`${name}.npy`, encodeNpy(values, [rows, dimensions]))
  }

  if (needs.attributes === true && run.snapshot !== null && negatives.length > 0) {
    const scheme = readSnapshotScheme(workspace.database, run.snapshot)
    await write('attribute_labels.json', JSON.stringify(attributeLabels(negatives, scheme)))
  }

  const config = storedConfig(run.config)
  const card: StoredRunInput = { config, ...size, negatives: negatives.length }
  await write('run.json', `${JSON.stringify(card, null, 2)}\n`)
  await rename(partial, input)
}

const SPLITS = ['train', 'validation', 'test'] as const

/** User and item positions in turn, by split. */
async function collectPairs(
  { database }: ReadableWorkspace,
  dataset: DatasetId,
  users: number,
  signal: AbortSignal,
): Promise<Record<(typeof SPLITS)[number], number[]>> {
  const pairs = { train: [] as number[], validation: [] as number[], test: [] as number[] }
  for (let fromUser = 0; fromUser < users; fromUser += USERS_PER_PAGE) {
    const page = { dataset, fromUser, toUser: fromUser + USERS_PER_PAGE }
    for (const { user, item, split } of readInteractionPairs(database, page)) {
      pairs[SPLITS[split]].push(user, item)
    }
    await setImmediate()
    signal.throwIfAborted()
  }
  return pairs
}
