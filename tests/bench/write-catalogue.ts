import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Rng } from '#trainer/data/rng.ts'

export interface CatalogueSize {
  readonly items: number
  readonly interactions: number
}

const WORDS = 20_000
const USERS_PER_INTERACTION = 1 / 15

/**
 * Two CSV files as a shop has them: items with a title, a category and a description of ten words, of which some are much more frequent
 * than others, and interactions with ratings and times, most of them with few of the items.
 *
 * @returns the paths
 */
export async function writeCatalogue(
  folder: string,
  { items, interactions }: CatalogueSize,
  seed: number,
): Promise<{ items: string; interactions: string }> {
  const generator = new Rng(seed, 'catalogue')
  const share = () => generator.uniform(0, 1)
  const vocabulary = Array.from({ length: WORDS }, () =>
    Array.from({ length: 3 + generator.below(7) }, () => String.fromCharCode(97 + generator.below(26))).join(
      '',
    ),
  )
  const word = () => vocabulary[Math.floor(share() ** 3 * WORDS)] ?? ''
  const users = Math.floor(interactions * USERS_PER_INTERACTION)
  const paths = { items: join(folder, 'items.csv'), interactions: join(folder, 'interactions.csv') }
  await writeRows(paths.items, 'itemId,title,category,description,brand,price', items, (at) => {
    const description = Array.from({ length: 10 }, word).join(' ')
    const price = (share() * 100).toFixed(2)
    return `i${at},"${word()} ${word()}, ${word()}",${word()},"${description}",${word()},${price}`
  })
  await writeRows(paths.interactions, 'userId,itemId,rating,timestamp', interactions, () => {
    const item = Math.floor(share() ** 2 * items)
    return `u${generator.below(users)},i${item},${1 + generator.below(5)},${1_500_000_000 + generator.below(1e8)}`
  })
  return paths
}

const ROWS_AT_ONCE = 1000

async function writeRows(
  path: string,
  header: string,
  count: number,
  row: (at: number) => string,
): Promise<void> {
  function* chunks(): Generator<string> {
    yield `${header}\n`
    for (let from = 0; from < count; from += ROWS_AT_ONCE) {
      const length = Math.min(ROWS_AT_ONCE, count - from)
      yield Array.from({ length }, (_, at) => `${row(from + at)}\n`).join('')
    }
  }
  await pipeline(Readable.from(chunks()), createWriteStream(path))
}
