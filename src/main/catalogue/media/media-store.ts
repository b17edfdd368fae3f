import { createHash, randomBytes } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { sharp } from '#main/pictures/sharp.ts'
import { diskFailure } from '#main/store/disk-failure.ts'
import { type Media, readMedia, readUnusedMedia, removeUnusedMedia } from '#main/store/media-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import { MediaHash } from '#shared/contract/ids.ts'
import { hasCode } from '#shared/error-code.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { DecodingBudget } from './decoding-budget.ts'
import { verifyPicture } from './verify-picture.ts'

/** The only widths that thumbnails have: a page that asks for odd widths cannot fill the disk. */
export const THUMBNAIL_WIDTHS = [64, 128, 256, 512, 1024] as const

const LARGEST_FILE = 64 * 1024 * 1024
/** For all pictures that are decoded at the same time. */
const DECODING_BYTES = 256 * 1024 * 1024
/** What a pixel takes at most while a thumbnail is made: three coefficients of two bytes. */
const THUMBNAIL_PIXEL_BYTES = 6

export type PictureSource = { path: string } | { bytes: Uint8Array }

export interface PictureFile {
  path: string
  /** MIME type. */
  type: string
}

/** Keeps pictures from being swept while an import has not written the items that show them. */
export class MediaPins implements Disposable {
  readonly hashes = new Set<MediaHash>()
  readonly #release: (pins: MediaPins) => void

  constructor(release: (pins: MediaPins) => void) {
    this.#release = release
  }

  [Symbol.dispose](): void {
    this.#release(this)
  }
}

/** The workspace's pictures, each kept once under the SHA-256 of its bytes. */
export class MediaStore {
  readonly #workspace: Workspace
  readonly #pins = new Set<MediaPins>()
  readonly #thumbnails = new Map<string, Promise<void>>()
  readonly #budget = new DecodingBudget(DECODING_BYTES)

  constructor(workspace: Workspace) {
    this.#workspace = workspace
  }

  pin(): MediaPins {
    const pins = new MediaPins((released) => this.#pins.delete(released))
    this.#pins.add(pins)
    return pins
  }

  /**
   * Verifies a picture by decoding it and copies it in. Its row is the caller's to write.
   *
   * @throws ExpectedError BAD_INPUT where it is no JPEG, PNG or WebP picture, is damaged or beyond 64 MB
   */
  async add(source: PictureSource, pins: MediaPins): Promise<Media> {
    const bytes = 'bytes' in source ? source.bytes : await readPicture(source.path)
    const hash = MediaHash.parse(createHash('sha256').update(bytes).digest('hex'))
    pins.hashes.add(hash)
    const path = this.#workspace.paths.media(hash)
    const known = readMedia(this.#workspace.database, hash)
    if (known !== undefined && existsSync(path)) return known
    const facts = await verifyPicture(bytes, this.#budget)
    await writeAtomically(path, (temporary) => writeFile(temporary, bytes))
    return { hash, bytes: bytes.byteLength, ...facts }
  }

  /**
   * The file of a picture, or of a WebP thumbnail of at least `width` pixels where the widths of thumbnails and
   * the picture itself allow it.
   *
   * @throws ExpectedError NOT_FOUND
   */
  async picture(hash: MediaHash, width: number | null): Promise<PictureFile> {
    const media = readMedia(this.#workspace.database, hash)
    const original = this.#workspace.paths.media(hash)
    if (media === undefined || !existsSync(original)) {
      throw new ExpectedError('NOT_FOUND', 'There is no such picture in this workspace.')
    }
    if (width === null) return { path: original, type: `image/${media.format}` }
    const size = THUMBNAIL_WIDTHS.find((candidate) => candidate >= width) ?? 1024
    const path = this.#workspace.paths.thumbnail(hash, size)
    try {
      await this.#makeThumbnail(media, path, size)
    } catch (error) {
      // A full disk keeps no thumbnail, and the picture itself shows as much.
      if (diskFailure(error, path) === null) throw error
      return { path: original, type: `image/${media.format}` }
    }
    return { path, type: 'image/webp' }
  }

  /** Removes those of the pictures that no item shows and no import holds. */
  async sweep(hashes: readonly MediaHash[]): Promise<void> {
    for (const [index, hash] of hashes.entries()) {
      // Asked and removed in one go, so that an import cannot take the picture up in between.
      if (!this.#isPinned(hash) && removeUnusedMedia(this.#workspace.database, hash)) this.#removeFiles(hash)
      if (index % 100 === 99) await setImmediate()
    }
  }

  /** Removes files of pictures that were copied but whose rows were never written. */
  async removeUnrecorded(hashes: readonly MediaHash[]): Promise<void> {
    for (const [index, hash] of hashes.entries()) {
      const unrecorded = readMedia(this.#workspace.database, hash) === undefined
      if (unrecorded && !this.#isPinned(hash)) this.#removeFiles(hash)
      if (index % 100 === 99) await setImmediate()
    }
  }

  /** Removes all pictures that no item shows and no import holds. */
  sweepUnused(): Promise<void> {
    return this.sweep(readUnusedMedia(this.#workspace.database))
  }

  /** Removes files that stand in no row, as a crash between the two leaves them. */
  async sweepStrays(): Promise<void> {
    const folders = dirname(dirname(this.#workspace.paths.media(MediaHash.parse('0'.repeat(64)))))
    for (const folder of await readdirIfThere(folders)) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue
      for (const name of await readdirIfThere(join(folders, folder))) {
        const hash = MediaHash.safeParse(name)
        if (hash.success) await this.removeUnrecorded([hash.data])
        else rmSync(join(folders, folder, name), { force: true })
      }
    }
  }

  #isPinned(hash: MediaHash): boolean {
    return [...this.#pins].some((pins) => pins.hashes.has(hash))
  }

  #removeFiles(hash: MediaHash): void {
    rmSync(this.#workspace.paths.media(hash), { force: true })
    for (const width of THUMBNAIL_WIDTHS) {
      rmSync(this.#workspace.paths.thumbnail(hash, width), { force: true })
    }
  }

  /** Requests for the same thumbnail share the work. */
  async #makeThumbnail(media: Media, path: string, width: number): Promise<void> {
    if (existsSync(path)) return
    const running =
      this.#thumbnails.get(path) ??
      writeAtomically(path, (temporary) =>
        this.#budget.spend(media.width * media.height * THUMBNAIL_PIXEL_BYTES, async () => {
          await sharp(this.#workspace.paths.media(media.hash))
            .autoOrient()
            .resize({ width, withoutEnlargement: true })
            .webp({ quality: 82 })
            .toFile(temporary)
        }),
      ).finally(() => this.#thumbnails.delete(path))
    this.#thumbnails.set(path, running)
    await running
  }
}

async function readPicture(path: string): Promise<Uint8Array> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isFile() !== true) throw new ExpectedError('BAD_INPUT', 'it does not exist')
  if (found.size > LARGEST_FILE) throw new ExpectedError('BAD_INPUT', 'it is larger than 64 MB')
  return readFile(path)
}

/** The file is there whole or not at all. */
async function writeAtomically(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `${basename(path)}.${randomBytes(6).toString('hex')}.part`)
  await mkdir(dirname(path), { recursive: true })
  try {
    await write(temporary)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

async function readdirIfThere(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}
