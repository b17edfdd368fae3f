import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { MediaHash } from '#shared/contract/ids.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { answerText } from './answer.ts'

/**
 * The file of the original picture, or of one of about `width` pixels, with its MIME type.
 *
 * @throws ExpectedError NOT_FOUND
 */
export type FindPicture = (hash: MediaHash, width: number | null) => Promise<{ path: string; type: string }>

const Width = z.coerce.number().int().min(16).max(4096)

/** `GET /media/<hash>[?width=N]`. A hash always names the same content, so the answer may be cached without expiry. */
export async function serveMedia(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  find: FindPicture,
): Promise<void> {
  const hash = MediaHash.safeParse(url.pathname.slice('/media/'.length))
  if (!hash.success) return answerText(response, 404, 'No picture has this name.')
  const width = Width.nullable().safeParse(url.searchParams.get('width'))
  if (!width.success) return answerText(response, 400, 'A width is a whole number from 16 to 4096.')
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return answerText(response, 405, 'Pictures can only be read.')
  }
  const picture = await find(hash.data, width.data).catch((error: unknown) => {
    if (error instanceof ExpectedError && error.code === 'NOT_FOUND') return null
    throw error
  })
  if (picture === null) return answerText(response, 404, 'No picture has this name.')
  response.writeHead(200, {
    'Content-Type': picture.type,
    'Content-Length': (await stat(picture.path)).size,
    'Cache-Control': 'private, max-age=31536000, immutable',
    // A picture of a stranger's catalogue, opened on its own, must not become a page.
    'Content-Security-Policy': "sandbox; default-src 'none'",
  })
  if (request.method === 'HEAD') response.end()
  else await pipeline(createReadStream(picture.path), response)
}
