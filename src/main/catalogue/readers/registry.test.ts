import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readHere } from '#main/catalogue/import/read-dataset.ts'
import { createImportsService } from '#main/catalogue/imports-service.ts'
import { MediaStore } from '#main/catalogue/media/media-store.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import { ImportRequest } from '#shared/contract/imports.ts'
import { openDelimited } from './delimited.ts'
import type { CatalogueReader } from './reader.ts'
import { detectReader, READERS, readerNamed } from './registry.ts'

let folder: string
let workspace: Workspace
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'readers-'))
  workspace = openWorkspace(join(folder, 'studio'))
})
afterAll(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** All that a new format needs: this, and its entry in the registry. */
const TOY: CatalogueReader = {
  name: 'toy',
  label: 'Toy',
  summary: 'Values between semicolons, in files of its own kind.',
  extensions: ['toy'],
  needsItems: false,
  mapsColumns: true,
  recognises: ({ extension }) => extension === '.toy',
  openTable: (path) => openDelimited(path, ';'),
}

describe('the registry of readers', () => {
  it.each([
    ['a.csv', 'id,title\n', 'csv'],
    ['b.txt', 'id\ttitle\n', 'csv'],
    ['c.tsv', 'id\ttitle\n', 'tsv'],
    ['d.csv', '\n{"id": 1}\n', 'jsonl'],
    ['e.jsonl', '', 'jsonl'],
    ['h.jsonl', '{"asin": "B1"}\n', 'amazon'],
    ['f.inter', 'userID\titemID\n', 'mmrec'],
    ['g', '', 'csv'],
  ])('sees that %s with %j is %s', async (name, content, format) => {
    expect((await detectReader(file(name, content), false)).name).toBe(format)
  })

  it('takes a folder for an MMRec layout', async () => {
    mkdirSync(join(folder, 'layout'))
    expect((await detectReader(join(folder, 'layout'), true)).name).toBe('mmrec')
  })

  it('says of an unknown format what to do, and which formats there are', () => {
    expect(() => readerNamed('xlsx')).toThrow(
      expect.objectContaining({
        code: 'BAD_INPUT',
        message: 'The format “xlsx” is not supported here; export it as CSV.',
        retry: 'The formats are csv, tsv, jsonl, amazon, parquet, mmrec.',
      }),
    )
  })

  it('has every reader of the folder, under a name of its own', () => {
    const defined = readdirSync(import.meta.dirname).filter(
      (name) =>
        /^[a-z-]+\.ts$/.test(name) &&
        /: CatalogueReader = \{/.test(readFileSync(join(import.meta.dirname, name), 'utf8')),
    )
    expect(READERS).toHaveLength(defined.length)
    expect(new Set(READERS.map(({ name }) => name)).size).toBe(READERS.length)
  })

  it('reads a .tsv beside a .csv by the delimiter of each', async () => {
    const tsv = readerNamed('tsv')
    expect((await tsv.openTable(file('i.csv', 'id,title\n'))).columns).toEqual(['id', 'title'])
    expect((await tsv.openTable(file('i.tsv', 'id\ta,b\n'))).columns).toEqual(['id', 'a,b'])
  })
})

describe('a new format', () => {
  it('is offered, recognised and imported', async () => {
    const media = new MediaStore(workspace)
    const imports = createImportsService({
      workspace,
      media,
      publish: () => undefined,
      releaseUploads: async () => undefined,
      readers: [...READERS, TOY],
      reading: readHere([...READERS, TOY]),
    })
    expect(imports.formats().at(-1)).toMatchObject({ name: 'toy', label: 'Toy' })
    const path = file('pairs.toy', 'user;item\nu1;a\nu1;b\nu2;a\n')
    expect(await imports.preview({ path })).toMatchObject({ format: 'toy', columns: ['user', 'item'] })
    const { dataset } = await imports.run(
      ImportRequest.parse({ name: 'toys', format: 'toy', interactions: path }),
    )
    expect(dataset.counts).toMatchObject({ items: 2, users: 2, interactions: 3 })
  })
})
