import { extname } from 'node:path'
import type { ImportFormat } from '#shared/contract/imports.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { openDelimited } from './delimited.ts'
import { openJsonLines } from './json-lines.ts'
import { readLines } from './lines.ts'
import type { Table } from './table.ts'

/**
 * A file of items or interactions as a table.
 *
 * @throws ExpectedError BAD_INPUT where the file is not what `format` says, NOT_FOUND where it is absent
 */
export async function openTable(path: string, format: ImportFormat): Promise<Table> {
  if (format === 'jsonl') return openJsonLines(path)
  const looksLike = await sniffFormat(path)
  if (looksLike === 'jsonl') {
    // An items file beside an MMRec folder may be of either kind.
    if (format === 'csv') {
      throw new ExpectedError('BAD_INPUT', `${path} is no CSV file: its lines are JSON objects.`, {
        location: { file: path, line: 1 },
        retry: 'Choose the format JSON lines.',
      })
    }
    return openJsonLines(path)
  }
  return openDelimited(path)
}

/**
 * What a file's name and first characters say.
 *
 * @throws ExpectedError as `readLines` does
 */
export async function sniffFormat(path: string): Promise<ImportFormat> {
  if (extname(path) === '.inter') return 'mmrec'
  for await (const { lines } of readLines(path)) {
    const first = lines.find((line) => line.trim() !== '')
    if (first !== undefined) return first.trimStart().startsWith('{') ? 'jsonl' : 'csv'
  }
  return ['.jsonl', '.ndjson', '.json'].includes(extname(path)) ? 'jsonl' : 'csv'
}
