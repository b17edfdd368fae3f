import { AttributeLabels } from '#shared/training/attribute-labels.ts'
import { TrainingFailure } from '../failure.ts'
import { checkIndex } from './arrays.ts'
import { readJson } from './json.ts'

/**
 * @param expected how many negatives there are, and which file says so
 * @throws TrainingFailure that names the file and what is wrong with it
 */
export async function readLabels(
  file: string,
  { count, said }: { readonly count: number; readonly said: string },
): Promise<AttributeLabels> {
  const labels = await readJson(file, AttributeLabels)
  if (labels.negatives.length !== count) {
    throw new TrainingFailure(
      `${file}: ${labels.negatives.length} rows, but ${said} says ${count} negatives.`,
    )
  }
  labels.negatives.forEach((changes, row) => {
    for (const { attribute } of changes)
      checkIndex(file, row, 'attribute', attribute, labels.attributes.length)
  })
  return labels
}
