import { stringify } from 'csv-stringify/sync'
import { z } from 'zod'
import { exporter, type RecordPages } from './exporter.ts'
import { NegativeRecord } from './negative-record.ts'

/** One table (RFC 4180). */
export const csv = exporter({
  name: 'csv',
  label: 'CSV',
  summary: 'One curated negative a row; lists are JSON in their cell.',
  source: 'RFC 4180, UTF-8, with a header',
  subjects: ['curated'],
  settings: z.strictObject({
    spreadsheet: z.boolean().default(false).meta({
      label: 'For a spreadsheet',
      help: 'Puts an apostrophe before texts that a spreadsheet would run as a formula. Such a file does not come back as it was.',
    }),
  }),
  files: ({ spreadsheet }) => [
    {
      name: 'negatives.csv',
      summary: 'One row for each negative, UTF-8; lists are JSON, an unquoted empty cell is none.',
      content: (records) => rows(records, spreadsheet),
    },
  ],
})

async function* rows(records: RecordPages, spreadsheet: boolean): AsyncGenerator<string> {
  const columns = Object.keys(NegativeRecord.shape)
  yield stringify([columns], { record_delimiter: 'windows' })
  for await (const page of records) {
    yield stringify([...page], {
      columns,
      record_delimiter: 'windows',
      // Every text is quoted: a lone line end inside one, and an empty one beside none, stay what they are.
      quoted_string: true,
      quoted_empty: false,
      escape_formulas: spreadsheet,
      cast: { boolean: String, object: (value) => JSON.stringify(value) },
    })
  }
}
