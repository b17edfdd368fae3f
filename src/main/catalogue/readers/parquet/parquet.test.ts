import { truncateSync } from 'node:fs'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestStudio, type TestStudio } from '../../testing/workspace.ts'
import { SkippedRows } from '../skipped-rows.ts'
import type { Cell } from '../table.ts'
import { openParquet } from './parquet-table.ts'

let studio: TestStudio
beforeEach(() => {
  studio = openTestStudio()
})
afterEach(() => studio.close())

type Options = Omit<Parameters<typeof parquetWriteBuffer>[0], 'columnData'>

function write(name: string, columns: Record<string, unknown[]>, options: Options = {}): string {
  const columnData = Object.entries(columns).map(([column, data]) => ({ name: column, data }))
  return studio.file(name, new Uint8Array(parquetWriteBuffer({ columnData, ...options })))
}

async function readRows(path: string, wanted?: ReadonlySet<number>) {
  const table = await openParquet(path)
  const rows: (Cell | undefined)[][] = []
  const lines: number[] = []
  let bytesRead = 0
  for await (const batch of table.batches(new SkippedRows(), wanted)) {
    lines.push(...batch.lines)
    for (const row of batch.lines.keys()) rows.push(batch.columns.map((column) => column[row]))
    bytesRead = batch.bytesRead
  }
  return { columns: table.columns, rows, lines, isWhole: bytesRead === table.bytes }
}

describe('a Parquet file', () => {
  it('is a table of what it holds, whatever its types', async () => {
    const path = write('t.parquet', {
      id: ['a', 'b', null],
      count: [1n, 2n ** 60n, 3n],
      share: [0.5, -1, 2],
      fine: [true, false, true],
      when: [new Date(0), new Date('2020-01-02T03:04:05Z'), null],
      tags: [['x', 'y'], [], ['z']],
    })
    expect(await readRows(path)).toEqual({
      columns: ['id', 'count', 'share', 'fine', 'when', 'tags'],
      lines: [1, 2, 3],
      rows: [
        ['a', 1, 0.5, true, '1970-01-01T00:00:00.000Z', ['x', 'y']],
        ['b', String(2n ** 60n), -1, false, '2020-01-02T03:04:05.000Z', []],
        [null, 3, 2, true, null, ['z']],
      ],
      isWhole: true,
    })
  })

  it.for([
    ['nothing', { codec: 'UNCOMPRESSED' }],
    ['Snappy', { codec: 'SNAPPY' }],
    ['gzip', { codec: 'GZIP', compressors: { GZIP: (input: Uint8Array) => gzipSync(input) } }],
    ['Zstandard', { codec: 'ZSTD', compressors: { ZSTD: (input: Uint8Array) => zstdCompressSync(input) } }],
  ] as const)('is read group by group, packed with %s', async ([, options]) => {
    const ids = Array.from({ length: 25_000 }, (_, row) => `user ${row % 977}`)
    const path = write('t.parquet', { id: ids, other: ids }, { ...options, rowGroupSize: 12_000 })
    const { rows, lines, isWhole } = await readRows(path, new Set([0]))
    expect(rows.map(([id]) => id)).toEqual(ids)
    expect(rows.every(([, other]) => other === undefined)).toBe(true)
    expect(lines).toEqual(ids.map((_, row) => row + 1))
    expect(isWhole).toBe(true)
  })

  it('is recognised and imported', async () => {
    const items = write('items.parquet', { item_id: ['a', 'b'], title: ['Cup', 'Lamp'] })
    const interactions = write('r', {
      user_id: ['u', 'u', 'v', 'v'],
      item_id: ['a', 'b', 'a', 'c'],
      timestamp: [1, 2, 3, 4],
    })
    expect(await studio.imports.preview({ path: interactions })).toMatchObject({
      format: 'parquet',
      role: 'interactions',
      rows: [
        ['u', 'a', '1'],
        ['u', 'b', '2'],
        ['v', 'a', '3'],
        ['v', 'c', '4'],
      ],
    })
    const { dataset, skipped } = await studio.run({ name: 'Shop', format: 'parquet', items, interactions })
    expect(dataset.counts).toMatchObject({ items: 2, users: 2, interactions: 3 })
    expect(skipped).toEqual([{ file: interactions, line: 4, reason: 'the item c is not in the items file' }])
  })

  it('stands beside a text file in one import', async () => {
    const items = studio.file('items.csv', 'item_id,title\na,Cup\n')
    const interactions = write('r.parquet', { user_id: ['u', 'v'], item_id: ['a', 'a'] })
    const { dataset } = await studio.run({ name: 'Shop', format: 'parquet', items, interactions })
    expect(dataset.counts).toMatchObject({ items: 1, interactions: 2 })
  })

  it('is refused with its name where it is damaged or something else', async () => {
    const path = write('t.parquet', { id: ['a', 'b'] })
    truncateSync(path, 60)
    const refused = { code: 'BAD_INPUT', location: { file: path, line: 1 } }
    await expect(readRows(path)).rejects.toMatchObject(refused)
    truncateSync(path, 0)
    await expect(readRows(path)).rejects.toMatchObject(refused)
    const csv = studio.file('t.csv', 'id\na\n')
    await expect(readRows(csv)).rejects.toMatchObject({ code: 'BAD_INPUT', location: { file: csv } })
    await expect(readRows(`${csv}.gone`)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
