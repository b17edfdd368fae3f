import { join } from 'node:path'
import { asFloat32Matrix, asInt32List, encodeNpy } from '#shared/files/npy.ts'
import { readingDoubts } from './content/reading-doubt.ts'
import { chosenRows } from './data/features.ts'
import { TrainingFailure } from './failure.ts'
import { checkIndex, readArray, readMatrix } from './files/arrays.ts'
import { readLabels } from './files/attribute-labels.ts'
import { writeAtomically } from './files/write-atomically.ts'

/** Of the reader, as new runs have it. */
const RIDGE = 3

/**
 * Says how unsure the attribute reader is of each item, from the curated negatives in a folder, as protocol.ts describes it.
 * @throws TrainingFailure that names the file and what is wrong with it
 */
export async function doubtFolder(folder: string): Promise<void> {
  const { rows, cols, data } = await readArray(join(folder, 'item_text.npy'), asFloat32Matrix)
  const items = { rows, cols, values: data }
  const file = join(folder, 'negative_items.npy')
  const negativeItems = await readArray(file, asInt32List)
  negativeItems.forEach((item, row) => {
    checkIndex(file, row, 'item', item, rows)
  })
  const expected = { count: negativeItems.length, said: 'negative_items.npy' }
  const labels = await readLabels(join(folder, 'attribute_labels.json'), expected)
  const negative = await readMatrix(join(folder, 'text_negative.npy'), { ...expected, of: 'negatives' })
  if (negative.cols !== cols) {
    throw new TrainingFailure(`${folder}: texts of ${cols} and of ${negative.cols} features.`)
  }
  const positive = chosenRows(items, negativeItems)
  const doubts = readingDoubts({ labels, positive, negative }, items, RIDGE)
  await writeAtomically(join(folder, 'doubt.npy'), encodeNpy(doubts, [rows, 1]))
}
