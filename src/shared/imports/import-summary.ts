import type { ImportReport, LeftOut } from '../contract/imports.ts'
import { countOf, formatCount } from '../count.ts'
import { fileName } from '../file-name.ts'

/** What came of an import, in sentences. */
export function importSummary({ dataset, encodings, skippedTotal }: ImportReport): string[] {
  const { items, images, users, interactions, train, validation, test } = dataset.counts
  const [trained, validated, tested] = [train, validation, test].map((count) => formatCount(count))
  return [
    `${dataset.name} has ${countOf(items, 'item')}, ${countOf(images, 'picture')}, ${countOf(users, 'user')} and ${countOf(interactions, 'interaction')}: ${trained} to train, ${validated} to validate, ${tested} to test.`,
    skippedTotal === 0
      ? 'No row was left out.'
      : `${countOf(skippedTotal, 'row')} ${skippedTotal === 1 ? 'was' : 'were'} left out.`,
    ...encodings.map(({ file, encoding }) => `${fileName(file)} was read as ${encoding}.`),
  ]
}

/** "120 rows of ratings.csv (lines 3, 9, …): the rating … is not a number" */
export function leftOutSentence({ file, reason, count, lines }: LeftOut): string {
  const places = lines.map((line) => formatCount(line)).join(', ')
  const more = count > lines.length ? ', …' : ''
  return `${countOf(count, 'row')} of ${fileName(file)} (${count === 1 ? 'line' : 'lines'} ${places}${more}): ${reason}`
}
