import { createReadStream, readdirSync, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { hasCode } from '#shared/error-code.ts'
import { answerText } from './answer.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

export type StaticFiles = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>

/**
 * The pages of the window. Only files that were there at the start are served, by exact path, so a path
 * cannot lead elsewhere; a page's address that names no file gets the window, which knows its routes.
 */
export function serveStaticFiles(folder: string): StaticFiles {
  const files = new Map(listFiles(folder).map((file) => [urlPath(folder, file), file]))
  return async (request, response, path) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      answerText(response, 405, 'This address can only be read.')
      return
    }
    const file = files.get(path) ?? (extname(path) === '' ? files.get('/index.html') : undefined)
    if (file === undefined) {
      answerText(
        response,
        404,
        files.size === 0 ? `The pages of the studio are not built.` : 'Nothing is here.',
      )
      return
    }
    response.writeHead(200, {
      'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
      'Content-Length': statSync(file).size,
      // Built files below assets/ carry a hash in their name.
      'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    })
    if (request.method === 'HEAD') response.end()
    else await pipeline(createReadStream(file), response)
  }
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}

function urlPath(folder: string, file: string): string {
  return `/${relative(folder, file).split(sep).join('/')}`
}
