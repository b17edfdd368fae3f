import type { KeyValue } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { parquetElements, toParquet, type ValueShape } from './record-schema.ts'

/** A group of rows is in memory as a whole, here and in its readers. */
const ROWS_OF_GROUP = 5_000
const BYTES_OF_GROUP = 32 * 1024 * 1024

export interface ParquetContent {
  columns: ReadonlyMap<string, ValueShape>
  /** Each with all columns, and about how many bytes it takes. */
  rows: AsyncIterable<{ row: Readonly<Record<string, unknown>>; bytes: number }>
  /** Notes for programs that read the file. */
  metadata?: KeyValue[]
}

/** A Parquet file (Snappy, row groups of some megabytes), part by part. */
export async function* parquetFile({
  columns,
  rows,
  metadata = [],
}: ParquetContent): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter()
  const parquet = new ParquetWriter({
    writer,
    schema: parquetElements(columns),
    kvMetadata: metadata,
    createdBy: 'NegGen Studio',
  })
  let group: Readonly<Record<string, unknown>>[] = []
  let bytes = 0
  const take = (): Uint8Array => {
    const written = writer.getBytes().slice()
    writer.index = 0
    return written
  }
  const writeGroup = async (): Promise<Uint8Array> => {
    const columnData = [...columns.keys()].map((name) => ({
      name,
      data: group.map((row) => toParquet(row[name])),
    }))
    await parquet.write({ columnData, rowGroupSize: group.length })
    group = []
    bytes = 0
    return take()
  }
  for await (const next of rows) {
    group.push(next.row)
    bytes += next.bytes
    if (group.length >= ROWS_OF_GROUP || bytes >= BYTES_OF_GROUP) yield await writeGroup()
  }
  if (group.length > 0) yield await writeGroup()
  await parquet.finish()
  yield take()
}
