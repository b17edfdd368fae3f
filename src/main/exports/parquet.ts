import { z } from 'zod'
import { exporter, type RecordPages } from './exporter.ts'
import { NegativeRecord } from './negative-record.ts'
import { parquetFile } from './parquet/parquet-file.ts'
import { columnsOf } from './parquet/record-schema.ts'

/** One table of typed columns; lists and what stands in them are nested columns. */
export const parquet = exporter({
  name: 'parquet',
  label: 'Parquet',
  summary: 'One table of typed columns, packed, for pandas, Polars, DuckDB and Spark.',
  source: 'Apache Parquet (parquet.apache.org), Snappy',
  subjects: ['curated'],
  settings: z.strictObject({}),
  files: () => [
    {
      name: 'negatives.parquet',
      summary: 'One row for each negative; lists and their fields are nested columns.',
      content: (records) => parquetFile({ columns: columnsOf(NegativeRecord), rows: recordRows(records) }),
    },
  ],
})

/** Records one by one, with about how many bytes they take. */
export async function* recordRows(
  records: RecordPages,
): AsyncGenerator<{ row: NegativeRecord; bytes: number }> {
  for await (const page of records) {
    for (const record of page) {
      const { item_description, negative_text, negative_visual } = record
      yield {
        row: record,
        bytes: 2 * (item_description.length + negative_text.length + negative_visual.length),
      }
    }
  }
}
