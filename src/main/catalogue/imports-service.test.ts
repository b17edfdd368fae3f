import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failWrites } from '#main/store/testing/failing-writes.ts'
import { countRows, readUserIds } from '#main/store/testing/inspect.ts'
import { readSplitPairs } from '#main/store/testing/split-pairs.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { asFloat32Matrix, decodeNpy, encodeNpy } from '#shared/files/npy.ts'
import { openTestStudio, type TestStudio } from './testing/workspace.ts'

let studio: TestStudio
beforeEach(() => {
  studio = openTestStudio()
})
afterEach(() => studio.close())

const ITEMS = 'itemId,title,genres,description,price\na,Red mug,Kitchen|Mugs,Holds tea,7\nb,,Lamps,,\n'
const png = (colour: string) =>
  sharp({ create: { width: 20, height: 10, channels: 3, background: colour } })
    .png()
    .toBuffer()

const allItems = (dataset: DatasetId) =>
  studio.catalogue
    .items({ dataset, filter: {}, sort: 'catalogue', offset: 0, limit: 100 })
    .items.map(({ id }) => studio.catalogue.item({ item: id }))

describe('CSV', () => {
  it('becomes items, users and splits', async () => {
    const items = studio.file('items.csv', ITEMS)
    const interactions = studio.file(
      'ratings.csv',
      `userId,itemId,rating,timestamp\nu2,a,4,10\nu1,b,5,2020-01-01\nu1,a,,1577836801000\n`,
    )
    const report = await studio.run({ name: 'Shop', format: 'csv', items, interactions })
    expect(report).toMatchObject({ skipped: [], skippedTotal: 0, encodings: [] })
    expect(report.dataset).toMatchObject({
      name: 'Shop',
      synthetic: false,
      counts: { items: 2, users: 2, interactions: 3, images: 0, train: 2, validation: 0, test: 1 },
    })
    const [a, b] = allItems(report.dataset.id)
    expect(a).toMatchObject({
      externalId: 'a',
      title: 'Red mug',
      description: 'Holds tea',
      category: 'Kitchen',
      interactions: 2,
      attributes: [
        { name: 'genres', values: ['Kitchen', 'Mugs'] },
        { name: 'price', values: ['7'] },
      ],
      recentInteractions: [
        { user: 'u1', rating: null, timestamp: 1577836801, split: 'test' },
        { user: 'u2', rating: 4, timestamp: 10, split: 'train' },
      ],
    })
    expect(b).toMatchObject({ title: 'b', description: '', category: 'Lamps', attributes: [] })
    expect(readSplitPairs(studio.workspace.database, report.dataset.id)).toEqual({
      train: Int32Array.of(0, 0, 1, 1),
      validation: new Int32Array(),
      test: Int32Array.of(1, 0),
    })
    expect(readUserIds(studio.workspace.database, report.dataset.id)).toEqual(['u2', 'u1'])
  })

  it('keeps the good rows and names every bad one', async () => {
    const items = studio.file('items.csv', 'id,title\na,A\n,none\na,again\nb\nc,"C\nc"\n')
    const interactions = studio.file(
      'ratings.csv',
      [
        'user,item,rating,time',
        'u,a,5,1',
        ',a,5,1',
        'u,,5,1',
        'u,zz,5,1',
        'u,c,good,1',
        'u,c,1,yesterday',
        'u,a,3,9',
        'u,c,3',
        'v,c,3,4',
      ].join('\r\n'),
    )
    const report = await studio.run({ name: 'Shop', format: 'csv', items, interactions })
    expect(report.skipped).toEqual([
      { file: items, line: 3, reason: 'this item has no id' },
      { file: items, line: 4, reason: 'the item a stands on line 2 already' },
      { file: items, line: 5, reason: '1 value in a table of 2 columns' },
      { file: interactions, line: 2, reason: 'the same user and item stand on line 8, which is newer' },
      { file: interactions, line: 3, reason: 'this interaction has no user id' },
      { file: interactions, line: 4, reason: 'this interaction has no item id' },
      { file: interactions, line: 5, reason: 'the item zz is not in the items file' },
      { file: interactions, line: 6, reason: 'the rating "good" is not a number' },
      { file: interactions, line: 7, reason: 'the time "yesterday" is neither Unix time nor an ISO date' },
      { file: interactions, line: 9, reason: '3 values in a table of 4 columns' },
    ])
    expect(report.skippedTotal).toBe(10)
    expect(report.dataset.counts).toMatchObject({ items: 2, users: 2, interactions: 2 })
  })

  it('says newer only of an interaction whose time is', async () => {
    const items = studio.file('two.csv', 'id,title\na,Red mug\n')
    const interactions = studio.file(
      'twice.csv',
      'user,item,time\nu,a,\nu,a,\nv,a,5\nv,a,5\nw,a,\nw,a,7\nx,a,8\nx,a,9\n',
    )
    const { skipped } = await studio.run({ name: 'Shop', format: 'csv', items, interactions })
    const kept = skipped.map(({ reason }) => reason.replace('the same user and item stand on ', ''))
    expect(kept).toEqual([
      'line 3, which comes later in the file',
      'line 5, which comes later in the file',
      'line 7, which has a time',
      'line 9, which is newer',
    ])
  })

  it('is read in other encodings, which the report names', async () => {
    const items = studio.file('items.csv', Buffer.from('id,title\na,Größe\n', 'latin1'))
    const interactions = studio.file('r.csv', Buffer.from('\uFEFFuser\titem\r\nu\ta\r\n', 'utf16le'))
    const { dataset, encodings } = await studio.run({ name: 'Shop', format: 'csv', items, interactions })
    expect(allItems(dataset.id).map(({ title }) => title)).toEqual(['Größe'])
    expect(encodings).toEqual([
      { file: items, encoding: 'Latin-1' },
      { file: interactions, encoding: 'UTF-16' },
    ])
  })

  it('lists a thousand bad rows and counts all', async () => {
    const rows = Array.from({ length: 1500 }, (_, index) => `u,gone-${index}`)
    const items = studio.file('items.csv', ITEMS)
    const interactions = studio.file('r.csv', ['user,item', ...rows, 'u,a'].join('\n'))
    const report = await studio.run({ name: 'Shop', format: 'csv', items, interactions })
    expect(report.skipped).toHaveLength(1000)
    expect(report.skippedTotal).toBe(1500)
  })

  it('takes items from the interactions where there is no items file', async () => {
    const interactions = studio.file('r.csv', 'user,item,rating\nu,x,5\nu,y,1\nv,x,4\n')
    const { dataset } = await studio.run({ name: 'Shop', format: 'csv', interactions, minimumRating: 2 })
    expect(allItems(dataset.id).map(({ title }) => title)).toEqual(['x'])
  })

  it('keeps items without interactions, unless a k-core is asked for', async () => {
    const items = studio.file('items.csv', 'id\na\nb\nc\n')
    const interactions = studio.file('r.csv', 'user,item\nu,a\nu,b\nv,a\nv,b\nw,a\n')
    const request = { format: 'csv', items, interactions } as const
    const all = await studio.run({ ...request, name: 'all' })
    expect(all.dataset.counts).toMatchObject({ items: 3, users: 3, interactions: 5 })
    const core = await studio.run({ ...request, name: 'core', kCore: 2 })
    expect(core.dataset.counts).toMatchObject({ items: 2, users: 2, interactions: 4 })
    await expect(studio.run({ ...request, name: 'none', kCore: 3 })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    })
  })

  it('follows a split column, in numbers or words', async () => {
    const rows = ['u,a,train', 'u,b,valid', 'u,c,TEST', 'v,a,0', 'v,b,1.0', 'v,c,2', 'w,a,later', 'w,b,']
    const interactions = studio.file('r.csv', ['user,item,split', ...rows].join('\n'))
    const report = await studio.run({ name: 'Shop', format: 'csv', interactions })
    expect(report.dataset.counts).toMatchObject({ train: 2, validation: 2, test: 2 })
    expect(report.skipped.map(({ line }) => line)).toEqual([8, 9])
  })

  it('follows a mapping of columns that it could not guess', async () => {
    const items = studio.file('i.csv', 'Nummer,Titel,Farbe,Notiz\n1,Tasse,rot,x\n')
    const interactions = studio.file('r.csv', 'wer;was\nu;1\n')
    const { dataset } = await studio.run({
      name: 'Laden',
      format: 'csv',
      items,
      interactions,
      itemMapping: { Nummer: 'id', Titel: 'title', Notiz: 'ignore' },
      interactionMapping: { wer: 'user', was: 'item' },
    })
    expect(allItems(dataset.id)).toMatchObject([
      { externalId: '1', title: 'Tasse', attributes: [{ name: 'Farbe', values: ['rot'] }] },
    ])
  })
})

describe('JSON lines', () => {
  it('bring lists and objects as attributes', async () => {
    const items = studio.file(
      'meta.jsonl',
      [
        { parent_asin: 'B1', title: 'Cup', description: ['One.', 'Two.'], categories: [['Home', 'Cups']] },
        { parent_asin: 2, main_category: 'Toys', details: { Brand: 'Norvik', Sizes: [1, 2] }, price: null },
      ]
        .map((row) => JSON.stringify(row))
        .join('\n'),
    )
    const interactions = studio.file(
      'reviews.jsonl',
      '{"user_id":"u","parent_asin":"B1","rating":5,"timestamp":1600000000000}\n{"user_id":"u","parent_asin":2}\n',
    )
    const { dataset } = await studio.run({ name: 'Shop', format: 'jsonl', items, interactions })
    expect(allItems(dataset.id)).toMatchObject([
      { externalId: 'B1', description: 'One.\nTwo.', recentInteractions: [{ timestamp: 1600000000 }] },
      {
        externalId: '2',
        title: '2',
        attributes: [
          { name: 'details.Brand', values: ['Norvik'] },
          { name: 'details.Sizes', values: ['1', '2'] },
        ],
      },
    ])
  })
})

describe('the MMRec layout', () => {
  const layout = () => {
    studio.file(
      'mm/shop.inter',
      'userID\titemID\trating\ttimestamp\tx_label\n0\t1\t5\t1\t0\n0\t0\t5\t2\t1\n1\t1\t4\t3\t0\n1\t9\t4\t3\t2\n',
    )
    studio.file('mm/i_id_mapping.csv', 'asin\titemID\nB7\t0\nB8\t1\nB9\t2\n')
    return studio.file('mm/u_id_mapping.csv', 'user_id,userID\nAnn,0\nBob,1\n')
  }

  it('gives ids back, and takes features whose rows are its items', async () => {
    layout()
    studio.file('mm/image_feat.npy', encodeNpy(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2]))
    const short = studio.file('mm/text_feat.npy', encodeNpy(Float32Array.of(1, 2), [2, 1]))
    const { dataset, skipped } = await studio.run({
      name: 'Shop',
      format: 'mmrec',
      interactions: join(studio.folder, 'mm'),
    })
    expect(dataset.counts).toMatchObject({ items: 3, users: 2, train: 2, validation: 1, test: 0 })
    expect(allItems(dataset.id).map(({ externalId }) => externalId)).toEqual(['B7', 'B8', 'B9'])
    expect(readUserIds(studio.workspace.database, dataset.id)).toEqual(['Ann', 'Bob'])
    expect(skipped).toEqual([
      {
        file: join(studio.folder, 'mm', 'shop.inter'),
        line: 5,
        reason: 'the item 9 is not in i_id_mapping.csv',
      },
      { file: short, line: 1, reason: 'these features have 2 rows for 3 items' },
    ])
    const folder = studio.workspace.paths.features(`file-image_feat-dataset-${dataset.id}`)
    expect(asFloat32Matrix(decodeNpy(readFileSync(join(folder, 'matrix.npy')), ''), '').rows).toBe(3)
    expect(JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8'))).toMatchObject({
      encoder: 'file:image_feat',
      dimensions: 2,
      rows: 3,
    })
    await studio.catalogue.removeDataset({ dataset: dataset.id })
    expect(existsSync(folder)).toBe(false)
  })

  it('gathers the features of those items that an items file and a k-core leave, in their order', async () => {
    layout()
    studio.file('mm/image_feat.npy', encodeNpy(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2]))
    const items = studio.file('items.csv', 'id,title\nB8,Eight\nB9,Nine\nB7,Seven\n')
    const { dataset } = await studio.run({
      name: 'Shop',
      format: 'mmrec',
      items,
      interactions: join(studio.folder, 'mm', 'shop.inter'),
    })
    expect(allItems(dataset.id).map(({ title }) => title)).toEqual(['Eight', 'Nine', 'Seven'])
    const folder = studio.workspace.paths.features(`file-image_feat-dataset-${dataset.id}`)
    const { data } = asFloat32Matrix(decodeNpy(readFileSync(join(folder, 'matrix.npy')), ''), '')
    expect([...data]).toEqual([3, 4, 5, 6, 1, 2])
  })

  it('is refused where there is no .inter file', async () => {
    mkdirSync(join(studio.folder, 'empty'))
    const request = { name: 'x', format: 'mmrec', interactions: join(studio.folder, 'empty') } as const
    await expect(studio.run(request)).rejects.toMatchObject({ code: 'BAD_INPUT' })
  })
})

describe('pictures', () => {
  it('come by path or by id, and every other one is named', async () => {
    const red = await png('red')
    studio.file('pictures/one.png', red)
    studio.file('pictures/b.PNG', red)
    studio.file('pictures/cut.jpg', await sharp(red).resize(400, 400).jpeg({ progressive: true }).toBuffer())
    truncateSync(join(studio.folder, 'pictures/cut.jpg'), 800)
    studio.file('secret.png', red)
    symlinkSync(join(studio.folder, 'secret.png'), join(studio.folder, 'pictures/link.png'))
    studio.file('pictures/note.png', 'not a picture')
    studio.file('pictures/anim.gif', await sharp(red).gif().toBuffer())
    const items = studio.file(
      'data/items.csv',
      'id,image\na,one.png\nb,\nc,gone.png\nd,../secret.png\ne,link.png\nf,cut.jpg\ng,note.png\nh,anim.gif\ni,https://x.org/a.png\n',
    )
    const interactions = studio.file('data/r.csv', 'user,item\nu,a\nu,b\n')
    const images = join(studio.folder, 'pictures')
    const report = await studio.run({ name: 'Shop', format: 'csv', items, interactions, images })
    const reasons = [
      [4, 'the picture gone.png does not exist'],
      [5, 'the picture ../secret.png lies outside of the folder of pictures'],
      [6, 'the picture link.png lies outside of the folder of pictures'],
      [7, `the picture ${join(images, 'cut.jpg')} was left out: it is damaged`],
      [8, `the picture ${join(images, 'note.png')} was left out: it is no JPEG, PNG or WebP picture`],
      [9, `the picture ${join(images, 'anim.gif')} was left out: it is a GIF picture`],
      [10, 'the picture https://x.org/a.png lies on the network'],
    ] as const
    expect(report.skipped).toEqual(
      reasons.map(([line, reason]) => ({ file: items, line, reason: expect.stringContaining(reason) })),
    )
    expect(report.dataset.counts).toMatchObject({ items: 9, images: 2 })
    const [a, b] = allItems(report.dataset.id)
    expect(a?.imageSize).toEqual({ width: 20, height: 10, format: 'png' })
    expect(b?.image).toBe(a?.image)
  })

  it('come by id where the stated one cannot be had', async () => {
    studio.file(
      'pictures/a.webp',
      await sharp(await png('red'))
        .webp()
        .toBuffer(),
    )
    const items = studio.file('items.csv', 'id,image\na,https://x.org/a.png\n')
    const interactions = studio.file('r.csv', 'user,item\nu,a\n')
    const images = join(studio.folder, 'pictures')
    const report = await studio.run({ name: 'Shop', format: 'csv', items, interactions, images })
    expect([report.dataset.counts.images, report.skippedTotal]).toEqual([1, 0])
  })

  it('are found beside the items file as well', async () => {
    studio.file('data/images/1.png', await png('blue'))
    const items = studio.file('data/items.csv', 'id,image\n1,images/1.png\n')
    const interactions = studio.file('data/r.csv', 'user,item\nu,1\n')
    const request = { format: 'csv', items, interactions } as const
    const alone = await studio.run({ ...request, name: 'alone' })
    const rooted = await studio.run({
      ...request,
      name: 'rooted',
      images: join(studio.folder, 'data/images'),
    })
    expect([alone.dataset.counts.images, rooted.dataset.counts.images]).toEqual([1, 1])
  })
})

describe('what cannot be imported leaves nothing behind', () => {
  const nothingWritten = () => {
    expect(countRows(studio.workspace.database, 'dataset')).toBe(0)
    expect(countRows(studio.workspace.database, 'media')).toBe(0)
    const media = join(studio.workspace.paths.root, 'media')
    const files = existsSync(media) ? readdirSync(media, { recursive: true, withFileTypes: true }) : []
    expect(files.filter((entry) => entry.isFile())).toEqual([])
  }

  it.for([
    ['a header alone', ITEMS, 'user,item\n', 1],
    ['no column of users', ITEMS, 'item,rating\na,5\n', 1],
    ['a file of another kind', ITEMS, 'user,item\nu,\0\n', 2],
    ['items of another kind', 'itemId\n\0', 'user,item\nu,a\n', 2],
    ['JSON lines as CSV', ITEMS, '{"user":"u","item":"a"}\n', 1],
    ['items that nobody knows', ITEMS, 'user,item\nu,z\n', 2],
  ] as const)('%s', async ([, itemsText, interactionsText, line]) => {
    const items = studio.file('items.csv', itemsText)
    const interactions = studio.file('r.csv', interactionsText)
    await expect(studio.run({ name: 'Shop', format: 'csv', items, interactions })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      location: { line },
    })
    nothingWritten()
  })

  it('when the disk or the database fails in the middle', async () => {
    studio.file('1.png', await png('blue'))
    const items = studio.file('items.csv', 'id,image\n1,1.png\n')
    const interactions = studio.file('r.csv', 'user,item\nu,1\n')
    failWrites(studio.workspace.database, 'insert into interaction')
    await expect(studio.run({ name: 'Shop', format: 'csv', items, interactions })).rejects.toThrow(
      'disk is full',
    )
    nothingWritten()
  })

  it('when the name is taken, before anything is read', async () => {
    const interactions = studio.file('r.csv', 'user,item\nu,1\n')
    const request = { name: 'Shop', format: 'csv', interactions } as const
    const both = await Promise.allSettled([
      studio.run(request),
      studio.run({ ...request, interactions: 'nowhere' }),
    ])
    expect(both).toMatchObject([{ status: 'fulfilled' }, { reason: { code: 'CONFLICT' } }])
    expect(studio.released).toEqual([interactions])
    await expect(studio.run({ ...request, interactions: 'nowhere' })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })
})

it('progress tells every phase in order, and the new data set at the end', async () => {
  const items = studio.file('items.csv', ITEMS)
  const interactions = studio.file('r.csv', 'user,item\nu,a\n')
  const { dataset } = await studio.run({ name: 'Shop', format: 'csv', items, interactions })
  const phases = studio.events.map((event) => (event.topic === 'import' ? event.progress.phase : event.topic))
  const inOrder = phases.filter((phase, index) => phase !== phases[index - 1])
  expect(inOrder).toEqual([
    'reading items',
    'reading interactions',
    'filtering',
    'writing',
    'done',
    'dataset',
  ])
  expect(studio.events.at(-1)).toEqual({ topic: 'dataset', dataset })
  expect(studio.released).toEqual([interactions])
})

describe('an import that is cancelled', () => {
  it.each(['reading items', 'reading interactions', 'filtering', 'writing'] as const)(
    'while it is %s leaves nothing, and its name is free',
    async (phase) => {
      const cancelled: boolean[] = []
      const own = openTestStudio((event) => {
        if (event.topic === 'import' && event.progress.phase === phase && cancelled.length === 0) {
          cancelled.push(own.imports.cancel({ name: 'Shop' }).cancelled)
        }
      })
      try {
        const { database } = own.workspace
        const items = own.file('items.csv', ITEMS)
        const interactions = own.file('r.csv', 'user,item\nu,a\n')
        const request = { name: 'Shop', format: 'csv', items, interactions }
        await expect(own.run(request)).rejects.toMatchObject({
          code: 'CANCELLED',
          message: 'The import of "Shop" was cancelled; nothing of it was stored.',
        })
        expect(cancelled).toEqual([true])
        for (const table of ['dataset', 'item', 'user', 'interaction'] as const) {
          expect(countRows(database, table)).toBe(0)
        }
        expect(await own.run(request)).toMatchObject({ dataset: { name: 'Shop' } })
      } finally {
        own.close()
      }
    },
  )

  it('has to be one that runs', () => {
    expect(studio.imports.cancel({ name: 'Shop' })).toEqual({ cancelled: false })
  })
})
