import { parentPort, workerData } from 'node:worker_threads'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
} from 'hyparquet'
import type { Cell } from '../table.ts'
import type { ParquetAnswer, ParquetHead, ParquetTask, RowGroup } from './parquet-messages.ts'

const path = workerData as string
const bounded = (most: number) => ({ maxOutputLength: Math.max(1, most) })
const compressors: Compressors = {
  GZIP: (input, most) => gunzipSync(input, bounded(most)),
  ZSTD: (input, most) => zstdDecompressSync(input, bounded(most)),
  BROTLI: (input, most) => brotliDecompressSync(input, bounded(most)),
}

let opened: Promise<{ file: AsyncBuffer; metadata: FileMetaData }> | undefined
/** The group that was decoded last. */
let decoded: { start: number; columns: Map<string, Cell[]> } | undefined

parentPort?.on('message', async (task: ParquetTask) => {
  parentPort?.postMessage(await answer(task))
})

async function answer(task: ParquetTask): Promise<ParquetAnswer> {
  try {
    opened ??= openFile()
    const { file, metadata } = await opened
    if (task.type === 'head') return { type: 'head', head: headOf(metadata) }
    const { group, columns, from, to } = task
    if (decoded?.start !== group.start)
      decoded = { start: group.start, columns: await decode(file, metadata, task) }
    const all = decoded.columns
    return { type: 'rows', cells: columns.map((column) => (all.get(column) ?? []).slice(from, to)) }
  } catch (error) {
    return { type: 'failed', reason: error instanceof Error ? error.message : String(error) }
  }
}

async function openFile(): Promise<{ file: AsyncBuffer; metadata: FileMetaData }> {
  const file = await asyncBufferFromFile(path)
  return { file, metadata: await parquetMetadataAsync(file, { geoparquet: false }) }
}

function headOf(metadata: FileMetaData): ParquetHead {
  const columns = parquetSchema(metadata).children.map(({ element }) => element.name)
  const groups: RowGroup[] = []
  let start = 0
  for (const group of metadata.row_groups) {
    const bytes = columns.map((column) =>
      group.columns.reduce((sum, { meta_data: chunk }) => {
        if (chunk?.path_in_schema[0] !== column) return sum
        return sum + Math.max(Number(chunk.total_uncompressed_size), Number(chunk.total_compressed_size))
      }, 0),
    )
    groups.push({ start, rows: Number(group.num_rows), bytes })
    start += Number(group.num_rows)
  }
  return { columns, groups }
}

async function decode(
  file: AsyncBuffer,
  metadata: FileMetaData,
  { group: { start, rows }, columns }: Extract<ParquetTask, { type: 'rows' }>,
): Promise<Map<string, Cell[]>> {
  const cells = new Map(columns.map((column): [string, Cell[]] => [column, []]))
  await parquetRead({
    file,
    metadata,
    columns: [...columns],
    rowStart: start,
    rowEnd: start + rows,
    compressors,
    onChunk({ columnName, columnData, rowStart }) {
      const column = cells.get(columnName)
      if (column === undefined) return
      for (let place = 0; place < columnData.length; place++) {
        const row = rowStart + place - start
        if (row >= 0 && row < rows) column[row] = toCell(columnData[place])
      }
    },
  })
  return cells
}

/** Bytes that are no text, such as pictures, are nothing that a table holds. */
function toCell(value: unknown): Cell {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'number':
      return value
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
    case 'object':
      return objectCell(value)
    default:
      return null
  }
}

function objectCell(value: object | null): Cell {
  if (value === null || value instanceof Uint8Array) return null
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (Array.isArray(value)) return value.map(toCell)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toCell(inner)]))
}
