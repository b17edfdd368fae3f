import { join } from 'node:path'
import { asInt32List, encodeNpy } from '#shared/files/npy.ts'
import type { Matrix } from '../data/features.ts'
import { checkIndex, readArray, readMatrix } from './arrays.ts'
import { writeAtomically } from './write-atomically.ts'

/** Items as they are not. Row r of both matrices is of `items[r]`. */
export interface Counterfactuals {
  readonly items: Int32Array
  /** [n, f]: encoded texts. */
  readonly text: Matrix
  /** [n, f]: encoded visual descriptions. */
  readonly visual: Matrix
}

/**
 * @param items how many the data set has
 * @throws TrainingFailure that names the file and what is wrong with it
 */
export async function readCounterfactuals(folder: string, items: number): Promise<Counterfactuals> {
  const file = join(folder, 'items.npy')
  const list = await readArray(file, asInt32List)
  list.forEach((item, row) => {
    checkIndex(file, row, 'item', item, items)
  })
  const expected = { count: list.length, of: 'negatives', said: 'items.npy' } as const
  return {
    items: list,
    text: await readMatrix(join(folder, 'text.npy'), expected),
    visual: await readMatrix(join(folder, 'visual.npy'), expected),
  }
}

export async function writeEffects(folder: string, { rows, cols, values }: Matrix): Promise<void> {
  await writeAtomically(join(folder, 'effects.npy'), encodeNpy(values, [rows, cols]))
}
