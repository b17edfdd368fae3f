import { join } from 'node:path'
import { asFloat32Matrix, asInt32List, encodeNpy } from '#shared/files/npy.ts'
import { decodeSafetensors, type NamedTensor, SafetensorsError } from '#shared/files/safetensors.ts'
import type { Matrix } from '../data/features.ts'
import type { ModalityFeatures } from '../data/negatives.ts'
import { TrainingFailure } from '../failure.ts'
import { checkIndex, readArray, readBytes, readMatrix } from './arrays.ts'
import { writeAtomically } from './write-atomically.ts'

/** What a run came to, as far as scores need it. */
export interface Trained {
  /** Where the tensors come from. */
  readonly checkpoint: string
  readonly tensors: readonly NamedTensor[]
  /** [users, d] */
  readonly users: Matrix
  /** [items, d] */
  readonly items: Matrix
}

/** Negatives to score. */
export interface ScoredNegatives {
  /** In any order; repeats allowed. Row r of every matrix belongs to `items[r]`. */
  readonly items: Int32Array
  readonly modalities: readonly { name: ModalityFeatures['name']; negative: Matrix }[]
}

/** @throws TrainingFailure that names the file and what is wrong with it */
export async function readTrained(runFolder: string, users: number, items: number): Promise<Trained> {
  const output = join(runFolder, 'output')
  const checkpoint = join(output, 'best.safetensors')
  return {
    checkpoint,
    tensors: await readTensors(checkpoint),
    users: await readEmbeddings(join(output, 'user_embeddings.npy'), users),
    items: await readEmbeddings(join(output, 'item_embeddings.npy'), items),
  }
}

/**
 * @param items how many the data set has
 * @param names the modalities that the run learned from
 * @throws TrainingFailure that names the file and what is wrong with it
 */
export async function readScoredNegatives(
  folder: string,
  items: number,
  names: readonly ModalityFeatures['name'][],
): Promise<ScoredNegatives> {
  const file = join(folder, 'items.npy')
  const list = await readArray(file, asInt32List)
  list.forEach((item, row) => {
    checkIndex(file, row, 'item', item, items)
  })
  const modalities: ScoredNegatives['modalities'][number][] = []
  for (const name of names) {
    const expected = { count: list.length, of: 'negatives', said: 'items.npy' } as const
    const negative = await readMatrix(join(folder, `${name}_negative.npy`), expected)
    modalities.push({ name, negative })
  }
  return { items: list, modalities }
}

export async function writeHardness(folder: string, values: Float32Array): Promise<void> {
  await writeAtomically(join(folder, 'hardness.npy'), encodeNpy(values, [values.length, 1]))
}

/** The parameters of a run at its best epoch. */
export async function readTensors(file: string): Promise<readonly NamedTensor[]> {
  const bytes = await readBytes(file)
  try {
    return decodeSafetensors(bytes, file).tensors
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error
    throw new TrainingFailure(error.message, 'Train again.', { cause: error })
  }
}

async function readEmbeddings(file: string, expected: number): Promise<Matrix> {
  const { rows, cols, data } = await readArray(file, asFloat32Matrix)
  if (rows !== expected) {
    throw new TrainingFailure(`${file}: ${rows} rows, but run.json says ${expected}.`, 'Train again.')
  }
  return { rows, cols, values: data }
}
