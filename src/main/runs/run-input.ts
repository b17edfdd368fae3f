import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { TextEncoder } from '#main/encoders/text-encoder.ts'
import { readInteractionPairs, readMatrixSize } from '#main/store/interaction-repository.ts'
import type { StoredRun } from '#main/store/run-repository.ts'
import { readTrainingNegatives, type TrainingNegative } from '#main/store/snapshot-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { encodeNpy } from '#shared/files/npy.ts'
import { itemText } from '#shared/item-text.ts'
import type { StoredRunInput } from '#shared/training/protocol.ts'
import { storedConfig } from '#shared/training/upgrade-config.ts'
import { meanRows } from './mean-rows.ts'
import { RunFolder } from './run-folder.ts'

/** Between pages the engine answers its windows. */
const USERS_PER_PAGE = 1000
const TEXTS_PER_PAGE = 200

export interface InputDependencies {
  workspace: ReadableWorkspace
  /** The encoder fitted on the texts of a data set. */
  textEncoder: (dataset: DatasetId) => Promise<TextEncoder>
}

/**
 * Writes what the trainer reads, as protocol.ts lays it out, into `<run folder>/input`. The folder has its
 * name only once it is complete, even after a power cut, and then it is left as it is. Data set and snapshot
 * never change, so it does not matter when this is done.
 *
 * @throws ExpectedError BAD_INPUT when the data set has nothing to train on; the signal's reason once it is aborted
 */
export async function writeRunInput(
  dependencies: InputDependencies,
  run: StoredRun,
  signal: AbortSignal,
): Promise<void> {
  const { workspace, textEncoder } = dependencies
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
  for (const [name, list] of Object.entries(pairs)) {
    await write(`${name}.npy`, encodeNpy(Int32Array.from(list), [list.length / 2, 2]))
  }

  const negatives = run.snapshot === null ? [] : readTrainingNegatives(workspace.database, run.snapshot)
  const items = Int32Array.from(new Set(negatives.map((negative) => negative.position)))
  if (negatives.length > 0) {
    await write('negative_items.npy', encodeNpy(items, [items.length]))
    const encoder = await textEncoder(run.dataset)
    for (const [name, text] of Object.entries(FEATURES)) {
      const matrix = await encodeAll(encoder, negatives.map(text), signal)
      const means = meanRows(
        matrix,
        encoder.dimensions,
        negatives.map((negative) => negative.position),
      )
      await write(`${name}.npy`, encodeNpy(means, [items.length, encoder.dimensions]))
    }
  }

  const card: StoredRunInput = { config: storedConfig(run.config), ...size, negatives: items.length }
  await write('run.json', `${JSON.stringify(card, null, 2)}\n`)
  await rename(partial, input)
}

/** The text that stands for each modality; a picture is its visual description. */
const FEATURES: Record<string, (negative: TrainingNegative) => string> = {
  text_positive: itemText,
  text_negative: (negative) => negative.text,
  image_positive: (negative) => negative.visualPositive,
  image_negative: (negative) => negative.visual,
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

/**
 * Row-major [texts, dimensions]; between pages the engine answers its windows.
 * @throws the signal's reason once it is aborted
 */
export async function encodeAll(
  encoder: TextEncoder,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<Float32Array> {
  const matrix = new Float32Array(texts.length * encoder.dimensions)
  for (let from = 0; from < texts.length; from += TEXTS_PER_PAGE) {
    matrix.set(await encoder.encode(texts.slice(from, from + TEXTS_PER_PAGE)), from * encoder.dimensions)
    await setImmediate()
    signal.throwIfAborted()
  }
  return matrix
}
