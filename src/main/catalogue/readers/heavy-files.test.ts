import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openDelimited } from './delimited.ts'
import { openJsonLines } from './json-lines.ts'
import { SkippedRows } from './skipped-rows.ts'
import type { Table } from './table.ts'

/**
 * Files that are built to take for ever. A reader whose time grows with the square of any of them does not come to an
 * end within the time that a test has.
 */
const folder = mkdtempSync(join(tmpdir(), 'heavy-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(content: string): string {
  const path = join(folder, 'table')
  writeFileSync(path, content)
  return path
}

async function count(table: Table) {
  const skipped = new SkippedRows()
  let rows = 0
  for await (const { lines } of table.batches(skipped)) rows += lines.length
  return { rows, skipped: skipped.total }
}

const csv = async (content: string) => count(await openDelimited(file(content)))
const jsonl = async (content: string) => count(await openJsonLines(file(content)))

describe('heavy files come to an end', { timeout: 30_000 }, () => {
  it('lines that end with CR alone', async () => {
    expect(await csv(`a,b\r${'1,"x"\r'.repeat(50_000)}`)).toEqual({ rows: 50_000, skipped: 0 })
  })

  it('blank lines before the header, which keeps its place', async () => {
    const blank = 3_000_000
    const table = await openDelimited(file(`${'\r'.repeat(blank)}a,b\n1,2\n3\n`))
    expect(table.columns).toEqual(['a', 'b'])
    const skipped = new SkippedRows()
    for await (const { lines } of table.batches(skipped)) {
      for (const line of lines) expect(line).toBe(blank + 2)
    }
    expect(skipped.listed()).toMatchObject([{ line: blank + 3 }])
  })

  it('empty values before the header', async () => {
    await expect(csv(`${'""\n'.repeat(3_000_000)}a,b\n1,2\n`)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('has only empty values at its beginning'),
    })
  })

  it('an opening quote before lines of doubled quotes', async () => {
    expect(await csv(`a,b\n1,"\n${'"",""\n'.repeat(100_000)}`)).toEqual({ rows: 100_000, skipped: 1 })
  })

  it.for([
    ['quotes that only open', '"x\n', 0],
    ['quotes within quotes', '"a" b,"c" d\n', 0],
    ['quotes that open at the end of a line', 'x,"\n', 30_000],
    ['half-quoted values', '12" vinyl,"two\nlines"\n', 60_000],
  ] as const)('%s', async ([, line, rows]) => {
    const result = await csv(`a,b\n${line.repeat(60_000)}`)
    expect(result.rows).toBe(rows)
  })

  it('a quote that opens in every twentieth row', async () => {
    const block = `1,"open\n${'2,fine\n'.repeat(19)}`
    expect(await csv(`a,b\n${block.repeat(5_000)}`)).toEqual({ rows: 95_000, skipped: 5_000 })
  })

  it('lines that are no JSON', async () => {
    const result = await jsonl(`{"id":1}\n${'{"id":2,,}\n'.repeat(50_000)}`)
    expect(result).toEqual({ rows: 1, skipped: 50_000 })
  })
})

describe('shapes that no catalogue has are refused', () => {
  const key = (index: number) => `{"k${index}":1}`

  it('columns that all have one name', async () => {
    await expect(csv(`${'same,'.repeat(20_000)}same\n`)).rejects.toThrow('has 20,001 columns on line 1')
  })

  it('keys of JSON that go on being new', async () => {
    const lines = Array.from({ length: 5000 }, (_, index) => key(index)).join('\n')
    await expect(jsonl(lines)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('has 1,001 columns on line 1001'),
      location: { line: 1001 },
    })
  })

  it('lists within lists without end, on their line alone', async () => {
    const deep = `{"id":2,"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`
    expect(await jsonl(`{"id":1}\n${deep}\n{"id":3}\n`)).toEqual({ rows: 2, skipped: 1 })
  })

  it('a value of more than two million characters, in its row alone', async () => {
    expect(await csv(`a,b\n1,"${'x'.repeat(2_000_001)}"\n2,y\n`)).toEqual({ rows: 1, skipped: 1 })
  })
})
