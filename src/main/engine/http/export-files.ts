import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { answerText } from './answer.ts'
import { pathOfPlainNames } from './plain-names.ts'

/** `GET /exports/<folder>/<file>`: a file of the workspace's exports, to be saved by the browser. It may stand in one more folder. */
export async function serveExport(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  folder: string,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return answerText(response, 405, 'Exports can only be read.')
  }
  const names = pathOfPlainNames(path.slice('/exports/'.length))
  const file = names?.length === 2 || names?.length === 3 ? join(folder, ...names) : null
  const found = file === null ? undefined : await stat(file).catch(() => undefined)
  if (file === null || found === undefined || !found.isFile()) {
    return answerText(response, 404, 'This export does not exist; export the snapshot again.')
  }
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': found.size,
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(names?.at(-1) ?? '')}`,
    'Cache-Control': 'no-store',
  })
  if (request.method === 'HEAD') response.end()
  else await pipeline(createReadStream(file), response)
}
