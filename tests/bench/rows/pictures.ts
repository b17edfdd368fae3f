import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import PQueue from 'p-queue'
import { openTestStudio } from '#main/catalogue/testing/workspace.ts'
import { sharp } from '#main/pictures/sharp.ts'
import { GOALS } from '../goals.ts'
import type { Line } from '../report.ts'
import { alternate, quotient, type Round, roundOf, summarize } from '../rounds.ts'
import type { Settings } from '../settings.ts'

const ITEMS = 12_000
/** Pixels, as shops show their products. */
const SIDE = 400
/** Of those that are made; the others are these with another comment, so that no two files are the same. */
const PICTURES = 60
const USERS = 1_000
/** As many as the import decodes at the same time. */
const AT_ONCE = 4

/** An import of items with a picture each, against decoding the same files with sharp and nothing else. */
export async function measurePictures({ folder, rounds }: Settings): Promise<Line[]> {
  const images = join(folder, 'pictures')
  await mkdir(images)
  await writePictures(images)
  const items = join(folder, 'items.csv')
  const interactions = join(folder, 'interactions.csv')
  const ids = Array.from({ length: ITEMS }, (_, item) => `i${item}`)
  await writeFile(items, `id,title\n${ids.map((id) => `${id},Item ${id}`).join('\n')}\n`)
  await writeFile(interactions, `user,item\n${ids.map((id, item) => `u${item % USERS},${id}`).join('\n')}\n`)
  const { ours, theirs } = await alternate(rounds, {
    theirs: () => timed(() => decodeAll(images)),
    ours: () => importOnce({ items, interactions, images }),
  })
  return [
    {
      row: 'pictures',
      what: `import of ${ITEMS.toLocaleString('en')} items with pictures of ${SIDE} x ${SIDE}, against sharp alone`,
      unit: 'x',
      goal: GOALS.pictures,
      outcome: {
        state: 'measured',
        ...quotient(ours, theirs),
        value: { name: 'import', unit: 's', summary: summarize(ours) },
        baseline: { name: 'sharp', unit: 's', summary: summarize(theirs) },
        notes: [
          `sharp decodes every file into memory, ${AT_ONCE} at the same time; the import reads the tables, hashes, decodes and copies the pictures, and writes everything`,
        ],
      },
    },
  ]
}

async function importOnce(files: { items: string; interactions: string; images: string }): Promise<Round> {
  const studio = openTestStudio()
  try {
    return await timed(async () => {
      const { dataset } = await studio.run({ name: 'pictures', format: 'csv', ...files })
      if (dataset.counts.images !== ITEMS) throw new Error(`${dataset.counts.images} pictures were imported.`)
    })
  } finally {
    studio.close()
  }
}

async function decodeAll(images: string): Promise<void> {
  const queue = new PQueue({ concurrency: AT_ONCE })
  const names = await readdir(images)
  await queue.addAll(
    names.map((name) => async () => {
      await sharp(join(images, name), { failOn: 'error' }).raw().toBuffer()
    }),
  )
}

async function writePictures(images: string): Promise<void> {
  const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const
  for (let picture = 0; picture < PICTURES; picture++) {
    const background = { r: (picture * 37) % 256, g: (picture * 91) % 256, b: (picture * 53) % 256 }
    const create = { width: SIDE, height: SIDE, channels: 3, background, noise } as const
    const bytes = await sharp({ create }).blur(2).jpeg({ quality: 85 }).toBuffer()
    for (let item = picture; item < ITEMS; item += PICTURES) {
      await writeFile(join(images, `i${item}.jpg`), withComment(bytes, String(item)))
    }
  }
}

/** A JPEG with a comment behind its first marker. */
function withComment(jpeg: Buffer, text: string): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(text.length + 2)
  const comment = Buffer.concat([Buffer.of(0xff, 0xfe), length, Buffer.from(text)])
  return Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)])
}

async function timed(work: () => Promise<void>): Promise<Round> {
  const start = performance.now()
  await work()
  return roundOf([(performance.now() - start) / 1000])
}
