import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestStudio, type TestStudio } from '../testing/workspace.ts'
import { readerNamed } from './registry.ts'
import { SkippedRows } from './skipped-rows.ts'
import { cellText } from './table.ts'

let studio: TestStudio
beforeEach(() => {
  studio = openTestStudio()
})
afterEach(() => studio.close())

const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n')
const REVIEWS = [
  {
    rating: 5,
    title: 'Nice',
    text: '…',
    asin: 'V1',
    parent_asin: 'B1',
    user_id: 'u',
    timestamp: 1588687728923,
  },
  {
    rating: 1,
    title: 'Bad',
    text: '…',
    asin: 'V2',
    parent_asin: 'B2',
    user_id: 'u',
    timestamp: 1588687728924,
  },
]
const META = [
  {
    main_category: 'Home',
    title: 'Cup',
    average_rating: 4.8,
    features: ['Oak.', 'Holds tea.'],
    description: [],
    parent_asin: 'B1',
  },
  {
    main_category: 'Home',
    title: 'Lamp',
    average_rating: 4.1,
    features: [],
    description: ['Bright.'],
    parent_asin: 'B2',
  },
]

describe('files in gzip’s format', () => {
  it('are read as what is packed in them', async () => {
    const items = studio.file('items.csv.gz', gzipSync('id,title\na,Cup\nb,"Two\nlines"\n'))
    const interactions = studio.file('r.tsv.gz', gzipSync('user\titem\nu\ta\nu\tb\n'))
    const previews = [
      await studio.imports.preview({ path: items }),
      await studio.imports.preview({ path: interactions }),
    ]
    expect(previews.map(({ format, columns }) => [format, columns])).toEqual([
      ['csv', ['id', 'title']],
      ['tsv', ['user', 'item']],
    ])
    const { dataset } = await studio.run({ name: 'Shop', format: 'csv', items, interactions })
    expect(dataset.counts).toMatchObject({ items: 2, interactions: 2 })
  })

  it('say on which line they cannot be unpacked any more', async () => {
    const rows = Array.from({ length: 200_000 }, (_, row) => `u${(row * 7919) % 100_003},i${row % 977}`)
    const packed = gzipSync(['user,item', ...rows].join('\n'))
    const interactions = studio.file('r.csv.gz', packed.subarray(0, packed.length * 0.9))
    const failed = studio.run({ name: 'Shop', format: 'csv', interactions })
    await expect(failed).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('cannot be unpacked to its end'),
      location: { file: interactions, line: expect.any(Number) },
    })
    await expect(failed).rejects.not.toMatchObject({ location: { line: 1 } })
  })

  it('are not unpacked without end', async () => {
    const row = `u,${'i'.repeat(2000)}\n`
    const interactions = studio.file('r.csv.gz', gzipSync(`user,item\n${row.repeat(10_000)}`))
    await expect(studio.run({ name: 'Shop', format: 'csv', interactions })).rejects.toMatchObject({
      message: expect.stringContaining('grows to more than 200 times its size'),
    })
  })
})

describe('Amazon reviews', () => {
  it('are recognised, packed or not, and bring features as descriptions', async () => {
    const items = studio.file('meta_Home.jsonl.gz', gzipSync(lines(META)))
    const interactions = studio.file('Home.jsonl', lines(REVIEWS))
    const preview = await studio.imports.preview({ path: items })
    expect(preview).toMatchObject({ format: 'amazon', role: 'items' })
    expect((await studio.imports.preview({ path: interactions })).role).toBe('interactions')
    const { dataset, warnings } = await studio.run({ name: 'Home', format: 'amazon', items, interactions })
    expect(warnings.filter((warning) => warning.includes('ids'))).toEqual([])
    const shown = studio.catalogue.items({
      dataset: dataset.id,
      filter: {},
      sort: 'catalogue',
      offset: 0,
      limit: 9,
    })
    const all = shown.items.map(({ id }) => studio.catalogue.item({ item: id }))
    expect(all).toMatchObject([
      {
        externalId: 'B1',
        description: 'Oak.\nHolds tea.',
        recentInteractions: [{ rating: 5, timestamp: 1588687728.923 }],
      },
      { externalId: 'B2', description: 'Bright.', category: 'Home' },
    ])
    expect(all.flatMap(({ attributes }) => attributes.map(({ name }) => name))).not.toContain(
      'average_rating',
    )
  })

  it('do not join descriptions while ids are read', async () => {
    const table = await readerNamed('amazon').openTable(studio.file('meta.jsonl', lines(META)))
    const description = table.columns.indexOf('description')
    const descriptionsWith = async (name: string) => {
      const wanted = new Set([table.columns.indexOf(name)])
      const read: string[] = []
      for await (const { columns } of table.batches(new SkippedRows(), wanted)) {
        read.push(...(columns[description] ?? []).map(cellText))
      }
      return read
    }
    expect(await descriptionsWith('parent_asin')).toEqual([])
    expect(await descriptionsWith('description')).toEqual(['Oak.\nHolds tea.', 'Bright.'])
  })

  it('need no metadata, and then warn that nothing is known of the products', async () => {
    const interactions = studio.file('Home.jsonl', lines(REVIEWS))
    const { dataset, warnings } = await studio.run({ name: 'Home', format: 'amazon', interactions })
    expect(dataset.counts).toMatchObject({ items: 2, users: 1, interactions: 2 })
    expect(warnings).toContainEqual(expect.stringContaining('Nothing is known of the items'))
  })
})
