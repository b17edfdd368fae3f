import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { dirname, join, relative, sep } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { answerJson, answerText } from './answer.ts'
import { pathOfPlainNames } from './plain-names.ts'

export interface UploadOptions {
  /** Folder of all uploads. */
  folder: string
  /** Bytes of one file. */
  limit: number
}

const SESSION = /^[0-9a-zA-Z-]{8,64}$/
const DAY = 24 * 60 * 60 * 1000

/**
 * Takes `PUT /upload/<session>/<relative path>`: one file of a data set, sent by a browser that cannot name
 * a path on this machine. Answers `{path}`, which an import request can name.
 */
export async function receiveUpload(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  options: UploadOptions,
): Promise<void> {
  const target = uploadTarget(options.folder, path)
  if (target === null) return answerText(response, 400, 'This file name cannot be used.')
  if (request.method !== 'PUT') return answerText(response, 405, 'Files are sent with PUT.')
  const announced = announcedLength(request)
  if (announced !== null && announced > options.limit) {
    return answerText(response, 413, tooLarge(options.limit))
  }
  const partial = `${target}.${randomBytes(4).toString('hex')}.part`
  try {
    await mkdir(dirname(target), { recursive: true })
    await pipeline(
      request,
      limitBytes(options.limit, announced),
      createWriteStream(partial, { flags: 'wx', mode: 0o600 }),
    )
    await rename(partial, target)
    answerJson(response, 200, { path: target })
  } catch (error) {
    await rm(partial, { force: true })
    const known = explain(error, options)
    if (known === null) throw error
    answerText(response, known.status, known.sentence)
  }
}

/** Removes uploaded files that were not imported within a day. */
export async function removeOldUploads(folder: string, now = Date.now()): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(folder)) {
    const session = join(folder, name)
    if (now - (await stat(session)).mtimeMs > DAY) await rm(session, { recursive: true, force: true })
  }
}

/** Where the file goes, or null for a path that is not made of a session and plain names. */
export function uploadTarget(folder: string, path: string): string | null {
  const rest = /^\/upload\/(.+)$/.exec(path)?.[1]
  const names = rest === undefined ? null : pathOfPlainNames(rest)
  if (names === null || names.length < 2 || names.length > 20) return null
  return SESSION.test(names[0] ?? '') ? join(folder, ...names) : null
}

class TooLarge extends Error {}
class OtherLength extends Error {}

/**
 * Bytes that the client says the file has; null where it says nothing. A header of the studio's own comes before the length of the
 * message, which a program in between sets anew to what it passes on.
 */
function announcedLength({ headers }: IncomingMessage): number | null {
  const said = headers['x-upload-length'] ?? headers['content-length']
  return typeof said === 'string' && /^\d{1,15}$/.test(said) ? Number(said) : null
}

function limitBytes(limit: number, announced: number | null): Transform {
  let seen = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length
      if (seen > limit) done(new TooLarge())
      else done(null, chunk)
    },
    flush(done) {
      done(announced === null || seen === announced ? null : new OtherLength())
    },
  })
}

function tooLarge(limit: number): string {
  return `The file is larger than ${Math.round(limit / 1e6)} MB, which is the most that can be sent. Copy it to the machine and name its path instead.`
}

/** Null for what is no fault of the client's, a full disk included. */
function explain(error: unknown, { limit }: UploadOptions): { status: number; sentence: string } | null {
  if (error instanceof OtherLength) {
    return {
      status: 400,
      sentence: 'The file did not arrive as a whole, and nothing of it was kept. Send it again.',
    }
  }
  if (error instanceof TooLarge) return { status: 413, sentence: tooLarge(limit) }
  if (!(error instanceof Error && 'code' in error)) return null
  switch (error.code) {
    case 'EEXIST':
    case 'ENOTDIR':
    case 'EISDIR':
    case 'ENOTEMPTY':
      return { status: 409, sentence: 'A file and a folder of this upload have the same name.' }
    default:
      return null
  }
}

/** Removes the uploads that an import has read; what it kept of them is in the workspace. */
export async function removeImported(
  folder: string,
  request: { interactions: string; items?: string | undefined; images?: string | undefined },
): Promise<void> {
  for (const path of [request.interactions, request.items, request.images]) {
    const inside = path === undefined ? '..' : relative(folder, path)
    const [session = ''] = inside.split(sep)
    if (SESSION.test(session)) await rm(join(folder, session), { recursive: true, force: true })
  }
}
