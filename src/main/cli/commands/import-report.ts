import { writeFile } from 'node:fs/promises'
import type { ImportReport } from '#shared/contract/imports.ts'
import { writeCsv } from '#shared/files/csv.ts'
import { importSummary, leftOutSentence } from '#shared/imports/import-summary.ts'

/** A report as people read it: what came of the import, warnings, reasons. */
export function importText(report: ImportReport, list: string | null): string {
  const { warnings, leftOut, skipped, skippedTotal } = report
  const first = skippedTotal > skipped.length ? `The first ${skipped.length} of them` : 'They'
  return [
    ...importSummary(report),
    ...leftOut.map((group) => `- ${leftOutSentence(group)}`),
    ...(list === null ? [] : [`${first} are listed in ${list}.`]),
    ...warnings.map((warning) => `Warning: ${warning}`),
  ].join('\n')
}

/** Writes the rows that were left out as CSV: file, line, reason. */
export async function writeLeftOut(path: string, { skipped }: ImportReport): Promise<void> {
  const rows = skipped.map(({ file, line, reason }) => [file, line, reason])
  await writeFile(path, writeCsv(['file', 'line', 'reason'], rows))
}
