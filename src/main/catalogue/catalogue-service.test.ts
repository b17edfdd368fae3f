import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insertUnfinishedDataset } from '#main/store/dataset-repository.ts'
import { insertItem } from '#main/store/item-repository.ts'
import { insertJob } from '#main/store/job-repository.ts'
import { countRows, readAllDatasetNames } from '#main/store/testing/inspect.ts'
import { seedJob, seedProposal } from '#main/store/testing/seed.ts'
import { DatasetStatistics, type ItemFilter, type ItemSort } from '#shared/contract/catalogue.ts'
import { type DatasetId, type ItemId, MediaHash } from '#shared/contract/ids.ts'
import { removeUnfinished } from './remove-dataset.ts'
import { openTestStudio, type TestStudio } from './testing/workspace.ts'

let studio: TestStudio
let dataset: DatasetId
beforeEach(async () => {
  studio = openTestStudio()
  studio.file(
    'red.png',
    await sharp({ create: { width: 300, height: 150, channels: 3, background: 'red' } })
      .png()
      .toBuffer(),
  )
  const items = studio.file(
    'items.csv',
    [
      'id,title,category,description,image,colour',
      'm1,Red mug,Mugs,A mug for tea,red.png,red',
      'm2,blue Mug,Mugs,,,blue',
      'l1,Lämp of "glass",Lamps,It shines - brightly,red.png,clear',
      'x1,Anything,,,,',
    ].join('\n'),
  )
  const interactions = studio.file(
    'r.csv',
    'user,item,rating\nu,m1,5\nv,m1,4\nw,m1,4\nu,m2,3\nv,l1,3\nu,l1,3\n',
  )
  const report = await studio.run({ name: 'Shop', format: 'csv', items, interactions })
  dataset = report.dataset.id
})
afterEach(() => studio.close())

const found = (filter: ItemFilter, sort: ItemSort = 'catalogue') => {
  const page = studio.catalogue.items({ dataset, filter, sort, offset: 0, limit: 10 })
  expect(page.total).toBe(page.items.length)
  return page.items.map((item) => item.externalId)
}

/** A proposal of the item, as a generator would have made it. */
function addProposal(externalId: string): ItemId {
  const id = studio.catalogue
    .items({ dataset, filter: {}, sort: 'catalogue', offset: 0, limit: 10 })
    .items.find((item) => item.externalId === externalId)?.id
  if (id === undefined) throw new Error(externalId)
  const job = seedJob(studio.workspace, dataset)
  seedProposal(studio.workspace, { dataset, job, item: id })
  return id
}

describe('items', () => {
  it('are found by words in any of their texts, from their beginnings, whatever case and accents', () => {
    expect(found({ search: 'mug' })).toEqual(['m1', 'm2'])
    expect(found({ search: 'MU re' })).toEqual(['m1'])
    expect(found({ search: 'lamp' })).toEqual(['l1'])
    expect(found({ search: 'x1' })).toEqual(['x1'])
    expect(found({ search: 'blu' })).toEqual(['m2'])
    expect(found({ search: 'shine brightly' })).toEqual(['l1'])
    expect(found({ search: 'ug' })).toEqual([])
    expect(found({ search: '  ' })).toHaveLength(4)
    expect(found({ search: '---' })).toEqual([])
  })

  it('are never looked for with what a person typed as syntax', () => {
    const odd = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.constantFrom(
            '"',
            '*',
            'NEAR(',
            ')',
            'AND',
            'OR',
            'NOT',
            ':',
            'title:',
            '^',
            '-',
            '\0',
            ' ',
            'mug',
          ),
        )
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(odd, (search) => {
        expect(found({ search }).length).toBeLessThanOrEqual(4)
      }),
    )
  })

  it('are filtered', () => {
    addProposal('m2')
    expect(found({ category: 'Lamps' })).toEqual(['l1'])
    expect(found({ picture: 'with' })).toEqual(['m1', 'l1'])
    expect(found({ picture: 'without', description: 'without' })).toEqual(['m2', 'x1'])
    expect(found({ description: 'with', search: 'mug' })).toEqual(['m1'])
    expect(found({ proposals: 'with' })).toEqual(['m2'])
    expect(found({ proposals: 'without', category: 'Mugs' })).toEqual(['m1'])
  })

  it('are sorted', () => {
    expect(found({}, 'title')).toEqual(['x1', 'm2', 'l1', 'm1'])
    expect(found({}, 'most-interactions').slice(0, 1)).toEqual(['m1'])
    expect(found({}, 'fewest-interactions').slice(0, 2)).toEqual(['x1', 'm2'])
  })

  it('come in pages', () => {
    const page = studio.catalogue.items({ dataset, filter: {}, sort: 'catalogue', offset: 2, limit: 1 })
    expect(page.total).toBe(4)
    expect(page.items).toMatchObject([{ externalId: 'l1', descriptionLength: 20, interactions: 2 }])
  })

  it('name their proposals, newest first', () => {
    const item = addProposal('m1')
    addProposal('m1')
    const { proposals, proposalIds } = studio.catalogue.item({ item })
    expect([proposals, proposalIds]).toEqual([2, [2, 1]])
  })

  it('that do not exist are said to be gone', () => {
    expect(() => studio.catalogue.item({ item: 99 as ItemId })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
    expect(() =>
      studio.catalogue.items({ dataset: 99 as DatasetId, filter: {}, sort: 'title', offset: 0, limit: 1 }),
    ).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })
})

it('categories are counted, the largest first', () => {
  expect(studio.catalogue.categories({ dataset })).toEqual([
    { category: 'Mugs', items: 2 },
    { category: 'Lamps', items: 1 },
  ])
})

it('statistics describe the data set', async () => {
  const statistics = await studio.catalogue.statistics({ dataset })
  expect(DatasetStatistics.parse(statistics)).toEqual({
    density: 6 / 12,
    interactionsPerUser: [
      { from: 1, to: 2, count: 1 },
      { from: 2, to: 4, count: 2 },
    ],
    interactionsPerItem: [
      { from: 0, to: 1, count: 1 },
      { from: 1, to: 2, count: 1 },
      { from: 2, to: 4, count: 2 },
    ],
    descriptionWords: [
      { from: 1, to: 2, count: 1 },
      { from: 2, to: 4, count: 1 },
      { from: 4, to: 8, count: 2 },
    ],
    ratings: [
      { rating: 3, count: 3 },
      { rating: 4, count: 2 },
      { rating: 5, count: 1 },
    ],
    withoutPicture: 2,
    withoutDescription: 2,
    withoutInteractions: 1,
    medianInteractionsPerUser: 2,
    medianInteractionsPerItem: 1.5,
  })
})

describe('removing a data set', () => {
  it('takes everything of it, and pictures that no other one shows', async () => {
    const { database, paths } = studio.workspace
    addProposal('m1')
    const [first] = studio.catalogue.items({
      dataset,
      filter: {},
      sort: 'catalogue',
      offset: 0,
      limit: 1,
    }).items
    if (first?.image == null) throw new Error('no picture')
    const thumbnail = await studio.media.picture(first.image, 100)
    const copy = { format: 'csv', interactions: join(studio.folder, 'r.csv') } as const
    const other = await studio.run({ ...copy, name: 'Copy', items: join(studio.folder, 'items.csv') })

    await studio.catalogue.removeDataset({ dataset })
    expect(studio.catalogue.datasets().map(({ name }) => name)).toEqual(['Copy'])
    expect(existsSync(paths.media(first.image))).toBe(true)

    await studio.catalogue.removeDataset({ dataset: other.dataset.id })
    expect(existsSync(paths.media(first.image))).toBe(false)
    expect(existsSync(thumbnail.path)).toBe(false)
    for (const table of ['dataset', 'item', 'user', 'interaction', 'proposal', 'job', 'media'] as const) {
      expect([table, countRows(database, table)]).toEqual([table, 0])
    }
    expect(database.integrityProblems()).toEqual([])
    expect(studio.events.at(-1)).toEqual({ topic: 'dataset-removed', dataset: other.dataset.id })
    expect(studio.forgotten).toEqual([dataset, other.dataset.id])
  })

  it('waits until nothing works on it', async () => {
    const options = { concurrency: 1, seed: 1, generator: { name: 'rule-based' } } as const
    insertJob(studio.workspace.database, { dataset, options, createdAt: 0 }, [])
    await expect(studio.catalogue.removeDataset({ dataset })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(studio.catalogue.datasets()).toHaveLength(1)
    expect(studio.forgotten).toEqual([])
  })
})

it('what a crash left unfinished is invisible, and gone after the next start', async () => {
  const { database, paths } = studio.workspace
  const unfinished = insertUnfinishedDataset(database, {
    name: 'Half',
    synthetic: false,
    options: {},
    createdAt: 0,
  })
  insertItem(database, unfinished, {
    position: 0,
    externalId: 'a',
    title: 'A',
    description: '',
    category: null,
    attributes: [],
    image: null,
    interactions: 0,
  })
  using pins = studio.media.pin()
  const stray = await studio.media.add({ path: await otherPicture() }, pins)
  expect(studio.catalogue.datasets().map(({ name }) => name)).toEqual(['Shop'])
  pins[Symbol.dispose]()

  await removeUnfinished(studio.workspace, studio.media)
  expect(readAllDatasetNames(database)).toEqual(['Shop'])
  expect(existsSync(paths.media(stray.hash))).toBe(false)
  expect(found({ picture: 'with' })).toEqual(['m1', 'l1'])
  for (const { image } of studio.catalogue.items({
    dataset,
    filter: { picture: 'with' },
    sort: 'catalogue',
    offset: 0,
    limit: 9,
  }).items) {
    expect(image !== null && existsSync(paths.media(image))).toBe(true)
  }
})

async function otherPicture(): Promise<string> {
  return studio.file(
    'green.png',
    await sharp({ create: { width: 3, height: 3, channels: 3, background: 'green' } })
      .png()
      .toBuffer(),
  )
}

describe('pictures', () => {
  const shown = () => {
    const [item] = studio.catalogue.items({
      dataset,
      filter: {},
      sort: 'catalogue',
      offset: 0,
      limit: 1,
    }).items
    if (item?.image == null) throw new Error('no picture')
    return item.image
  }

  it('are given as they are, or as thumbnails of a few fixed widths that never enlarge', async () => {
    const hash = shown()
    expect(await studio.media.picture(hash, null)).toEqual({
      path: studio.workspace.paths.media(hash),
      type: 'image/png',
    })
    const width = async (asked: number) => {
      const file = await studio.media.picture(hash, asked)
      const { format, width } = await sharp(file.path).metadata()
      return [file.type, format, width]
    }
    expect(await width(65)).toEqual(['image/webp', 'webp', 128])
    expect(await width(64)).toEqual(['image/webp', 'webp', 64])
    expect(await width(4000)).toEqual(['image/webp', 'webp', 300])
  })

  it('asked for many times at once are made once', async () => {
    const hash = shown()
    const all = await Promise.all(Array.from({ length: 20 }, () => studio.media.picture(hash, 256)))
    expect(new Set(all.map(({ path }) => path)).size).toBe(1)
    expect((await sharp(all[0]?.path).metadata()).width).toBe(256)
  })

  it('that are not here are said to be missing', async () => {
    await expect(studio.media.picture(MediaHash.parse('0'.repeat(64)), 64)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})
