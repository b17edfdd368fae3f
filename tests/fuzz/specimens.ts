import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { sharp } from '#main/pictures/sharp.ts'
import type { ImportRequestInput } from '#shared/contract/imports.ts'
import { encodeNpy } from '#shared/files/npy.ts'
import { Rng } from '#trainer/data/rng.ts'

/** A small data set that can be imported, one of whose files is mutated. */
export interface Specimen {
  kind: string
  /** Whether errors can blame a line of the mutated file. */
  hasLines: boolean
  /** Contents by name; names may lie in folders. */
  files: Readonly<Record<string, Uint8Array>>
  /** Name of the file that is mutated. */
  mutated: string
  /** What to import, by names of files. */
  request: Pick<ImportRequestInput, 'format' | 'items' | 'interactions' | 'images'>
}

const ITEMS = 30
const USERS = 20

/** One for each kind of file that any reader reads. */
export async function makeSpecimens(): Promise<Specimen[]> {
  const shop = makeShop()
  const itemsCsv = Buffer.from(
    csv(['itemId', 'title', 'genres', 'description', 'image', 'brand'], shop.items),
  )
  const ratingsCsv = Buffer.from(csv(['userId', 'itemId', 'rating', 'timestamp', 'split'], shop.ratings))
  const tables = { 'items.csv': itemsCsv, 'ratings.csv': ratingsCsv }
  const csvRequest = { format: 'csv', items: 'items.csv', interactions: 'ratings.csv' }
  const ratingsTsv = Buffer.from(
    [['user_id', 'item_id', 'rating'], ...shop.ratings.map((row) => row.slice(0, 3))]
      .map((row) => row.join('\t'))
      .join('\n'),
  )
  const itemLines = lines(shop.items, (row) => ({
    parent_asin: row[0],
    title: row[1],
    categories: [row[2]?.split('|')],
    description: [row[3]],
    details: { Brand: row[5], Sizes: [1, 2.5, null, true] },
  }))
  const ratingLines = lines(shop.ratings, (row) => ({
    user_id: row[0],
    parent_asin: row[1],
    rating: Number(row[2]),
    timestamp: Number(row[3]) * 1000,
  }))
  const jsonFiles = { 'meta.jsonl': itemLines, 'reviews.jsonl': ratingLines }
  const jsonRequest = { format: 'jsonl', items: 'meta.jsonl', interactions: 'reviews.jsonl' }
  return [
    { kind: 'csv of items', hasLines: true, files: tables, mutated: 'items.csv', request: csvRequest },
    {
      kind: 'csv of interactions',
      hasLines: true,
      files: tables,
      mutated: 'ratings.csv',
      request: csvRequest,
    },
    {
      kind: 'tsv',
      hasLines: true,
      files: { 'ratings.tsv': ratingsTsv },
      mutated: 'ratings.tsv',
      request: { format: 'tsv', interactions: 'ratings.tsv' },
    },
    {
      kind: 'json lines of items',
      hasLines: true,
      files: jsonFiles,
      mutated: 'meta.jsonl',
      request: jsonRequest,
    },
    {
      kind: 'json lines of interactions',
      hasLines: true,
      files: jsonFiles,
      mutated: 'reviews.jsonl',
      request: jsonRequest,
    },
    ...packedSpecimens(itemsCsv, ratingLines, tables, csvRequest),
    ...parquetSpecimens(shop),
    ...mmrecSpecimens(shop),
    ...(await pictureSpecimens(tables, csvRequest)),
  ]
}

interface Shop {
  /** Id, title, genres, description, picture, brand. */
  items: string[][]
  /** User, item, rating, time, split. */
  ratings: string[][]
}

function makeShop(): Shop {
  const rng = new Rng(1, 'fuzzed shop')
  const items = Array.from({ length: ITEMS }, (_, index) => [
    `B${index}`,
    `${['Red "mug"', 'Größe, L', 'Lampe', '茶碗', 'Plain'][index % 5]} ${index}`,
    ['Kitchen|Mugs', 'Lamps', ''][index % 3] ?? '',
    index % 4 === 0 ? 'Two lines,\nand a "quote".' : 'One line.',
    index === 0 ? 'pictures/one' : '',
    ['Norvik', '12" vinyl', 'Acme; Sons'][index % 3] ?? '',
  ])
  const ratings = Array.from({ length: USERS }, (_, user) =>
    Array.from({ length: 5 }, (_, place) => [
      `u${user}`,
      `B${(user * 7 + place * 5) % ITEMS}`,
      String(1 + rng.below(5)),
      String(1_600_000_000 + rng.below(1_000_000)),
      String(place === 4 ? 2 : place === 3 ? 1 : 0),
    ]),
  ).flat()
  return { items, ratings }
}

function packedSpecimens(
  itemsCsv: Uint8Array,
  ratingLines: Uint8Array,
  tables: Readonly<Record<string, Uint8Array>>,
  request: Specimen['request'],
): Specimen[] {
  return [
    {
      kind: 'packed csv',
      hasLines: true,
      files: { ...tables, 'items.csv.gz': gzipSync(itemsCsv) },
      mutated: 'items.csv.gz',
      request: { ...request, items: 'items.csv.gz' },
    },
    {
      kind: 'packed Amazon reviews',
      hasLines: true,
      files: { 'reviews.jsonl.gz': gzipSync(ratingLines) },
      mutated: 'reviews.jsonl.gz',
      request: { format: 'amazon', interactions: 'reviews.jsonl.gz' },
    },
  ]
}

function parquetSpecimens({ ratings }: Shop): Specimen[] {
  const column = (place: number) => ratings.map((row) => row[place] ?? '')
  const columnData = [
    { name: 'user_id', data: column(0) },
    { name: 'item_id', data: column(1) },
    { name: 'rating', data: column(2).map(Number) },
    { name: 'timestamp', data: column(3).map(BigInt) },
    { name: 'tags', data: column(4).map((split) => [split, 'x']) },
  ]
  const codecs = ['UNCOMPRESSED', 'SNAPPY'] as const
  return codecs.map((codec) => ({
    kind: `parquet, ${codec.toLowerCase()}`,
    hasLines: true,
    files: { r: new Uint8Array(parquetWriteBuffer({ columnData, codec, rowGroupSize: 40 })) },
    mutated: 'r',
    request: { format: 'parquet', interactions: 'r' },
  }))
}

function mmrecSpecimens(shop: Shop): Specimen[] {
  const number = (id: string | undefined) => String(id).slice(1)
  const inter = [
    'userID\titemID\trating\ttimestamp\tx_label',
    ...shop.ratings.map(([user, item, ...rest]) => [number(user), number(item), ...rest].join('\t')),
  ].join('\n')
  const features = Float32Array.from({ length: ITEMS * 8 }, (_, index) => (index % 13) / 13)
  const files = {
    'mm/shop.inter': Buffer.from(inter),
    'mm/i_id_mapping.csv': Buffer.from(
      ['asin\titemID', ...shop.items.map(([id]) => `${id}\t${number(id)}`)].join('\n'),
    ),
    'mm/image_feat.npy': encodeNpy(features, [ITEMS, 8]),
  }
  const request = { format: 'mmrec', interactions: 'mm/shop.inter' }
  return [
    { kind: 'mmrec interactions', hasLines: true, files, mutated: 'mm/shop.inter', request },
    { kind: 'mmrec ids', hasLines: true, files, mutated: 'mm/i_id_mapping.csv', request },
    { kind: 'npy', hasLines: false, files, mutated: 'mm/image_feat.npy', request },
  ]
}

async function pictureSpecimens(
  tables: Readonly<Record<string, Uint8Array>>,
  request: Specimen['request'],
): Promise<Specimen[]> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  const picture = () => sharp({ create: { width: 48, height: 32, channels: 3, background: '#a40', noise } })
  const pictures = {
    jpeg: await picture()
      .jpeg()
      .withExif({ IFD0: { Copyright: 'Norvik' } })
      .toBuffer(),
    'progressive jpeg': await picture().jpeg({ progressive: true }).toBuffer(),
    png: await picture().png().toBuffer(),
    'interlaced png': await picture().png({ progressive: true, palette: true }).toBuffer(),
    webp: await picture().webp().toBuffer(),
    'lossless webp': await picture().webp({ lossless: true }).toBuffer(),
  }
  return Object.entries(pictures).map(([kind, bytes]) => ({
    kind,
    hasLines: false,
    files: { ...tables, 'pictures/one': bytes },
    mutated: 'pictures/one',
    request: { ...request, images: '.' },
  }))
}

function csv(header: readonly string[], rows: readonly string[][]): string {
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return [header, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')
}

function lines(rows: readonly string[][], toObject: (row: string[]) => object): Uint8Array {
  return Buffer.from(rows.map((row) => JSON.stringify(toObject(row))).join('\n'))
}
