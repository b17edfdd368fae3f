import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { openDelimited } from './delimited.ts'
import { openJsonLines } from './json-lines.ts'
import { SkippedRows } from './skipped-rows.ts'
import { type Cell, cellValues, type Table } from './table.ts'

const folder = mkdtempSync(join(tmpdir(), 'readers-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(content: string | Uint8Array, name = 'table'): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function read(table: Table) {
  const skipped = new SkippedRows()
  const rows: { line: number; cells: readonly (Cell | undefined)[] }[] = []
  for await (const { lines, columns } of table.batches(skipped)) {
    for (const [row, line] of lines.entries()) rows.push({ line, cells: columns.map((cells) => cells[row]) })
  }
  return { columns: table.columns, rows, skipped: skipped.listed() }
}

const readCsv = async (content: string | Uint8Array) => read(await openDelimited(file(content)))
const readJsonl = async (content: string | Uint8Array) => read(await openJsonLines(file(content)))

/** Every line end is read as one line feed, within a value as well. */
const withLineFeeds = (value: string) => value.replaceAll(/\r\n?/g, '\n')
const quote = (value: string) => `"${value.replaceAll('"', '""')}"`
/** Everything that UTF-8 text can hold; zero bytes are what tells text from other files. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', ' ')),
  fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', '\t', ';', '|', 'a', ' ', 'é', '漢', '😀') }),
)

describe('delimited values', () => {
  it('give back any table of texts, whatever delimiter and line ends it has', async () => {
    const tables = fc.integer({ min: 2, max: 4 }).chain((width) =>
      fc.record({
        delimiter: fc.constantFrom(',', '\t', ';', '|'),
        lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
        mark: fc.constantFrom('', '\uFEFF'),
        final: fc.boolean(),
        rows: fc.array(fc.array(text, { minLength: width, maxLength: width }), { minLength: 1 }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(tables, async ({ delimiter, lineEnd, mark, final, rows }) => {
        const header = (rows[0] ?? []).map((_, index) => `c${index}`)
        const lines = [header.join(delimiter), ...rows.map((row) => row.map(quote).join(delimiter))]
        const result = await readCsv(mark + lines.join(lineEnd) + (final ? lineEnd : ''))
        expect(result.columns).toEqual(header)
        expect(result.rows.map((row) => row.cells)).toEqual(rows.map((row) => row.map(withLineFeeds)))
        expect(result.skipped).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('names the line on which each row begins, past values of several lines', async () => {
    const { rows } = await readCsv('id,text\n1,"a\nb\r\nc"\n\n2,d\n')
    expect(rows).toEqual([
      { line: 2, cells: ['1', 'a\nb\nc'] },
      { line: 6, cells: ['2', 'd'] },
    ])
  })

  it('gives up a row whose quote never closes, and none of the rows after it', async () => {
    const { rows, skipped } = await readCsv('id,text\n1,"open\n2,"fine, too"\n3,c\n4,"open again\n5,e\n')
    expect(rows.map((row) => row.cells)).toEqual([
      ['2', 'fine, too'],
      ['3', 'c'],
      ['5', 'e'],
    ])
    expect(skipped.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'a quote stands within a value: double it, or quote the whole value'],
      [5, 'a quote is opened and never closed'],
    ])
  })

  it('takes a quote in the middle of a plain value as it is', async () => {
    const { rows } = await readCsv('id,text\n1,12" vinyl\n')
    expect(rows[0]?.cells).toEqual(['1', '12" vinyl'])
  })

  it('leaves out rows with too many or too few values', async () => {
    const { rows, skipped } = await readCsv('a,b\n1,2\n1\n1,2,3\n')
    expect(rows).toHaveLength(1)
    expect(skipped.map(({ line, reason }) => [line, reason])).toEqual([
      [3, '1 value in a table of 2 columns'],
      [4, '3 values in a table of 2 columns'],
    ])
  })

  it('names columns that have no name, or one that is taken', async () => {
    expect((await readCsv('a,,a\n1,2,3\n')).columns).toEqual(['a', 'column 2', 'a (2)'])
  })

  it('reads lines that are longer than a chunk of the file', async () => {
    const long = 'x'.repeat(700_000)
    const { rows } = await readCsv(`id,text\n1,${long}\n2,"${long}\n${long}"\n3,c\n`)
    expect(rows.map((row) => row.line)).toEqual([2, 3, 5])
    expect(rows[1]?.cells[1]).toBe(`${long}\n${long}`)
  })
})

describe('JSON lines', () => {
  it('give back any rows of JSON values', async () => {
    const rows = fc.array(
      fc.record({
        a: text,
        b: fc.jsonValue().map((value) => (Object.is(value, -0) ? 0 : value)),
      }),
      { minLength: 1 },
    )
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom('\n', '\r\n'), async (objects, lineEnd) => {
        const result = await readJsonl(objects.map((object) => JSON.stringify(object)).join(lineEnd))
        const expected = objects.map(({ a, b }) => [a, JSON.parse(JSON.stringify(b))])
        expect(result.rows.map((row) => row.cells)).toEqual(expected)
      }),
      { numRuns: 100 },
    )
  })

  it('lose a bad line alone, and say where in it', async () => {
    const { rows, skipped } = await readJsonl('{"id":1}\n{"id":2,,}\n\n[3]\n{"id":4,"name":"d"}\n{"id":5')
    expect(rows).toEqual([
      { line: 1, cells: [1, undefined] },
      { line: 5, cells: [4, 'd'] },
    ])
    expect(skipped.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'column 9: this is no JSON'],
      [4, 'this is no JSON object'],
      [6, 'column 8: this is no JSON'],
    ])
  })

  it('have the columns of an earlier reading from the beginning, in their order', async () => {
    const path = file(`{"id":1,"name":"a"}\n${'{"id":2}\n'.repeat(100_000)}{"late":true,"id":3}\n`)
    const first = await openJsonLines(path)
    expect(first.columns).toEqual(['id', 'name'])
    const { columns } = await read(first)
    expect(columns).toEqual(['id', 'name', 'late'])
    const second = await openJsonLines(path, columns)
    expect(second.columns).toEqual(columns)
    const { rows } = await read(second)
    expect([rows[0]?.cells, rows.at(-1)?.cells]).toEqual([
      [1, 'a', undefined],
      [3, undefined, true],
    ])
  })
})

describe('files that are no tables are refused, with the place', () => {
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0)
  const damaged = Buffer.concat([
    Buffer.from('id,title\r\n1,Größe\r2,caf'),
    Buffer.of(0xe9),
    Buffer.from('\n'),
  ])
  const cases: [string, string | Uint8Array, string, object][] = [
    ['a picture', png, 'PNG pictures are not supported here; name a table', { line: 1 }],
    ['Parquet', 'PAR1', 'Parquet is not supported here; choose the format Parquet', { line: 1 }],
    ['zero bytes', 'id,title\n1,a\n2,b\0c\n', 'zero byte', { line: 3, column: 4 }],
    ['UTF-8 that is damaged', damaged, 'begins in UTF-8', { line: 3, column: 6 }],
    ['half a character of UTF-16', Buffer.of(0xff, 0xfe, 0x69, 0x00, 0x64), 'UTF-16', { line: 1 }],
    ['a broken header', 'id,"ti"tle\n1,a\n', 'header', { line: 1 }],
    ['1,001 columns', `${'a,'.repeat(1000)}a\n`, 'has 1,001 columns on line 1', { line: 1 }],
    ['a line without end', `id,title\n1,${'x'.repeat(4_500_000)}`, 'Line 2 of', { line: 2 }],
    ['nothing', '', 'is empty', { line: 1 }],
  ]
  it.for(cases)('%s', async ([, content, message, place]) => {
    const path = file(content)
    await expect(readCsv(content)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining(message),
      location: { file: path, ...place },
    })
  })

  it('a CSV file as JSON lines', async () => {
    await expect(readJsonl('id,title\n1,a\n')).rejects.toMatchObject({
      code: 'BAD_INPUT',
      location: { line: 1 },
    })
  })

  it('a file that is not there', async () => {
    await expect(openDelimited(join(folder, 'absent.csv'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

it('lists come as JSON arrays, nested ones, or between bars', () => {
  expect(cellValues('A| B ||C')).toEqual(['A', 'B', 'C'])
  expect(cellValues('["A|B", 2]')).toEqual(['A|B', '2'])
  expect(cellValues('[not json]')).toEqual(['[not json]'])
  expect(cellValues([['A', 'B'], 'C', null])).toEqual(['A', 'B', 'C'])
  expect(cellValues(7)).toEqual(['7'])
  expect(cellValues(null)).toEqual([])
})
