import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ExpectedError } from '#shared/expected-error.ts'

export interface FileToWrite {
  /** A plain file name, or one in a plain folder. */
  name: string
  /** Called when its turn comes, with the files before it. */
  content(before: readonly WrittenFile[]): AsyncIterable<string | Uint8Array>
}

export interface WrittenFile {
  name: string
  bytes: number
  /** Lower-case hex. */
  sha256: string
}

/**
 * Writes files into a folder, which is made where it is missing. All are complete under temporary names before the first
 * gets its own; when anything fails, none of them stays. Content is never in memory as a whole.
 *
 * @throws ExpectedError CONFLICT when one of the files exists, BAD_INPUT when the folder cannot be written
 */
export async function writeTogether(folder: string, files: readonly FileToWrite[]): Promise<WrittenFile[]> {
  refuseExisting(folder, files)
  const suffix = `${randomUUID()}.partial`
  const partial = (name: string) => join(folder, dirname(name), `.${basename(name)}.${suffix}`)
  const written: WrittenFile[] = []
  const named: string[] = []
  try {
    await mkdir(folder, { recursive: true })
    for (const { name, content } of files) {
      await mkdir(dirname(partial(name)), { recursive: true })
      written.push({ name, ...(await writeFile(partial(name), content(written))) })
    }
    refuseExisting(folder, files)
    for (const { name } of files) {
      await rename(partial(name), join(folder, name))
      named.push(join(folder, name))
    }
    return written
  } catch (error) {
    const leftovers = [...files.map(({ name }) => partial(name)), ...named]
    // The first failure is the one to report.
    await Promise.all(leftovers.map((path) => rm(path, { force: true }).catch(() => undefined)))
    // A folder that was there before with something in it stays.
    const inner = new Set(files.map(({ name }) => dirname(name)).filter((name) => name !== '.'))
    await Promise.all([...inner].map((name) => rmdir(join(folder, name)).catch(() => undefined)))
    throw asExpected(error, folder)
  }
}

async function writeFile(
  path: string,
  content: AsyncIterable<string | Uint8Array>,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  await pipeline(
    content,
    async function* (chunks: AsyncIterable<string | Uint8Array>) {
      for await (const chunk of chunks) {
        const block = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
        hash.update(block)
        bytes += block.byteLength
        yield block
      }
    },
    createWriteStream(path, { flags: 'wx', flush: true }),
  )
  return { bytes, sha256: hash.digest('hex') }
}

function refuseExisting(folder: string, files: readonly FileToWrite[]): void {
  const taken = files.map(({ name }) => join(folder, name)).find((path) => existsSync(path))
  if (taken === undefined) return
  throw new ExpectedError('CONFLICT', `${taken} exists already.`, {
    location: { file: taken },
    retry: 'Choose another folder, or move that file away.',
  })
}

/** What keeps a folder from being written, in words a person can act on; a bug stays what it is. */
function asExpected(error: unknown, folder: string): unknown {
  if (!(error instanceof Error && 'code' in error)) return error
  const refuse = (message: string, retry: string) =>
    new ExpectedError('BAD_INPUT', message, { location: { file: folder }, retry, cause: error })
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
      return refuse(
        `This account may not write to ${folder}.`,
        'Choose a folder of your own, or change its permissions.',
      )
    case 'EROFS':
      return refuse(`${folder} is on a disk that can only be read.`, 'Choose a folder on another disk.')
    case 'ENOSPC':
    case 'EDQUOT':
      return refuse(`The disk of ${folder} is full.`, 'Free some space, or choose a folder on another disk.')
    case 'ENOTDIR':
    case 'EEXIST':
      return refuse(`${folder} is not a folder: a file has this name.`, 'Choose another folder.')
    case 'ENOENT':
      return refuse(`${folder} cannot be made here.`, 'Choose a folder on a disk that exists.')
    case 'ENAMETOOLONG':
      return refuse('The path of the folder is too long.', 'Choose a folder with a shorter name.')
    default:
      return error
  }
}
