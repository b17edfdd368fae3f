import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Service, Services } from '#shared/contract/service.ts'
import { DEFAULT_SETTINGS, type Status } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { type Guest, GuestList } from '../access/guest-list.ts'
import { EventHub } from '../events.ts'
import { createRouter } from '../router/router.ts'
import { StudioServer } from './server.ts'

const status: Status = {
  version: '0.1.0',
  workspace: '/w',
  mode: 'browser',
  startedAt: 1,
  instance: 'a',
}
const HASH = 'ab'.repeat(32)

let folder: string
let events: EventHub
let server: StudioServer
let guests: GuestList

async function listen(options: { host?: string; socket?: boolean } = {}): Promise<void> {
  const endpoint = options.socket
    ? ({ kind: 'socket', path: join(folder, 'socket') } as const)
    : ({ kind: 'port', host: options.host ?? '127.0.0.1', port: 0 } as const)
  const logger = pino({ level: 'silent' })
  server = await StudioServer.listen({
    endpoint,
    instance: 'a',
    renderer: join(folder, 'pages'),
    logger,
    stallMilliseconds: 300,
    uploadLimit: 1000,
    headMilliseconds: 500,
  })
  const system = {
    status: () => status,
    events: (_, { signal }) => events.subscribe(status, signal),
    doctor: async () => ({ checks: [] }),
    backends: async () => ({ backends: [], auto: { name: null, reason: 'not probed' }, cores: 1 }),
    settings: () => DEFAULT_SETTINGS,
    saveSettings: () => {
      throw new ExpectedError('CONFLICT', 'Not now.', { retry: 'later' })
    },
  } satisfies Service<'system'>
  const unused = new Proxy({}, { get: () => () => undefined })
  const services = new Proxy(
    { system },
    { get: (known, section) => (section === 'system' ? known.system : unused) },
  )
  const paths = { root: folder, uploads: join(folder, 'uploads') }
  const router = createRouter(services as unknown as Services, logger, paths)
  guests = new GuestList({ file: join(folder, 'access.json') })
  server.open({
    router,
    picture: async (hash, width) => {
      if (hash !== HASH) throw new ExpectedError('NOT_FOUND', 'gone')
      return { path: join(folder, 'picture'), type: width === null ? 'image/png' : 'image/webp' }
    },
    workspace: folder,
    uploads: join(folder, 'uploads'),
    exports: join(folder, 'exports'),
    guests,
  })
}

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

function port(): number {
  if (server.web === null) throw new Error('on a socket')
  return server.web.port
}

/** The cookie of a new session at that address. */
function cookieFor(host: string, guest: Guest = { role: 'owner' }): string {
  const { secret } = guests.start(guest, { host, from: '127.0.0.1', browser: 'test' })
  return `studio-${port()}=${secret}`
}

/** A raw request: what a browser would not let a page send is what must be tried. */
function send(
  path: string,
  options: {
    method?: string
    headers?: Record<string, string>
    body?: string | Buffer
    anonymous?: boolean
  } = {},
): Promise<Answer> {
  const host = options.headers?.host ?? `127.0.0.1:${server.web?.port}`
  const session = options.anonymous || server.web === null ? {} : { cookie: cookieFor(host) }
  const target =
    server.web === null
      ? { socketPath: join(folder, 'socket') }
      : { host: '127.0.0.1', port: server.web.port }
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { ...target, path, method: options.method ?? 'GET', headers: { host, ...session, ...options.headers } },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        )
      },
    )
    request.on('error', reject)
    request.end(options.body)
  })
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'http-'))
  await mkdir(join(folder, 'pages', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'pages', 'index.html'), '<title>Studio</title>')
  writeFileSync(join(folder, 'pages', 'assets', 'app-1a2b.js'), 'start()')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  writeFileSync(join(folder, 'picture'), 'picture')
  events = new EventHub()
})

afterEach(async () => {
  events.close()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('on a port', () => {
  beforeEach(() => listen())

  it.each([
    ['/', 'GET'],
    ['/index.html', 'GET'],
    ['/assets/app-1a2b.js', 'GET'],
    ['/alive', 'GET'],
    [`/media/${HASH}`, 'GET'],
    ['/rpc/system/status', 'POST'],
    ['/upload/session-1/a.csv', 'PUT'],
    ['/?code=guess', 'GET'],
  ])('serves nothing at %s without a session', async (path, method) => {
    const answer = await send(path, { method, anonymous: true })
    expect(answer.status).toBe(401)
    expect(answer.body).toContain('studio serve --url')
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  it.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    '127.0.0.1@evil.example',
    '[::2]',
  ])('refuses the host name %s, to which a foreign name could be rebound', async (host) => {
    expect((await send('/', { headers: { host } })).status).toBe(403)
  })

  it.each(['localhost:9999', '127.0.0.1', '[::1]:8080'])(
    'takes the loopback name %s, as a tunnel has it',
    async (host) => {
      expect((await send('/', { headers: { host } })).status).toBe(200)
    },
  )

  it('refuses a request without a host', async () => {
    const answer = await raw(`GET / HTTP/1.0\r\nCookie: ${cookieFor('localhost')}\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 403 /)
  })

  it('refuses requests of other pages, by Origin and by Sec-Fetch-Site', async () => {
    for (const origin of [
      'http://evil.example',
      'null',
      `https://127.0.0.1:${port()}`,
      'http://127.0.0.1:1',
    ]) {
      expect((await send('/rpc/system/status', { method: 'POST', headers: { origin } })).status).toBe(403)
    }
    for (const site of ['cross-site', 'same-site']) {
      expect((await send(`/media/${HASH}`, { headers: { 'sec-fetch-site': site } })).status).toBe(403)
    }
    const own = { origin: `http://127.0.0.1:${port()}`, 'sec-fetch-site': 'same-origin' }
    expect((await send('/rpc/system/status', { method: 'POST', headers: own })).status).toBe(200)
  })

  it('puts the security headers on every answer, refusals included', async () => {
    for (const answer of [
      await send('/'),
      await send('/', { anonymous: true }),
      await send('/rpc/nothing'),
    ]) {
      expect(answer.headers['content-security-policy']).toContain("script-src 'self';")
      expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'")
      expect(answer.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
    }
  })

  it('serves the built files, the window for its routes, and nothing outside', async () => {
    expect(await send('/assets/app-1a2b.js')).toMatchObject({
      status: 200,
      body: 'start()',
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': expect.stringContaining('immutable'),
      },
    })
    expect((await send('/review/12?sort=oldest')).body).toBe('<title>Studio</title>')
    expect((await send('/assets/gone.js')).status).toBe(404)
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt']) {
      const answer = await raw(
        `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: ${cookieFor('localhost')}\r\n\r\n`,
      )
      expect(answer).not.toContain('secret')
    }
  })

  it('serves pictures by content hash alone, cacheable without expiry', async () => {
    const picture = await send(`/media/${HASH}`)
    expect(picture).toMatchObject({ status: 200, body: 'picture' })
    expect(picture.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'private, max-age=31536000, immutable',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    })
    expect((await send(`/media/${HASH}?width=320`)).headers['content-type']).toBe('image/webp')
    for (const name of [
      'cd'.repeat(32),
      HASH.toUpperCase(),
      HASH.slice(1),
      `${HASH}/x`,
      '..%2fstudio.db',
      '',
    ]) {
      expect((await send(`/media/${name}`)).status).toBe(404)
    }
    expect((await send(`/media/${HASH}?width=99999`)).status).toBe(400)
  })

  it('answers procedures, with expected failures as typed errors', async () => {
    const answer = await send('/rpc/system/status', { method: 'POST' })
    expect(JSON.parse(answer.body)).toMatchObject({ json: status })
    const failed = await send('/rpc/system/saveSettings', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ json: { model: null } }),
    })
    expect(failed.status).toBe(409)
    expect(JSON.parse(failed.body)).toMatchObject({
      json: { defined: true, code: 'CONFLICT', message: 'Not now.', data: { retry: 'later' } },
    })
  })

  it('serves files of exports as downloads, and nothing outside of them', async () => {
    mkdirSync(join(folder, 'exports', 'mugs'), { recursive: true })
    writeFileSync(join(folder, 'exports', 'mugs', 'negatives.jsonl'), '{}\n')
    const answer = await send('/exports/mugs/negatives.jsonl')
    expect(answer).toMatchObject({ status: 200, body: '{}\n' })
    expect(answer.headers['content-disposition']).toBe("attachment; filename*=UTF-8''negatives.jsonl")
    for (const path of [
      'mugs/..%2f..%2fsecret.txt',
      '..%2fsecret.txt',
      '%2e%2e/secret.txt',
      'mugs',
      'mugs/x',
    ]) {
      expect((await send(`/exports/${path}`)).status).toBe(404)
    }
    expect((await send('/exports/mugs/negatives.jsonl', { method: 'PUT', body: 'x' })).status).toBe(405)
  })

  it('stores an upload under its session and says where', async () => {
    const answer = await send('/upload/session-1/images/a%20b.jpg', { method: 'PUT', body: 'bytes' })
    const path = join(folder, 'uploads', 'session-1', 'images', 'a b.jpg')
    expect(JSON.parse(answer.body)).toEqual({ path })
    expect(readFileSync(path, 'utf8')).toBe('bytes')
  })

  it('refuses an upload that is too large, announced or not, and leaves nothing of it', async () => {
    expect((await send('/upload/session-1/a', { method: 'PUT', body: Buffer.alloc(1001) })).status).toBe(413)
    const chunked = { 'transfer-encoding': 'chunked' }
    const answer = await send('/upload/session-1/a', {
      method: 'PUT',
      headers: chunked,
      body: Buffer.alloc(1001),
    })
    expect(answer.status).toBe(413)
    expect(await readdir(join(folder, 'uploads', 'session-1'))).toEqual([])
  })

  it.each([
    ['', '5'],
    ['byte', '5'],
    ['bytes', '4'],
  ])(
    'refuses an upload of "%s" that was announced with %s bytes, and keeps nothing of it',
    async (body, said) => {
      const answer = await send('/upload/session-1/a.csv', {
        method: 'PUT',
        headers: { 'x-upload-length': said },
        body,
      })
      expect(answer).toMatchObject({
        status: 400,
        body: expect.stringContaining('did not arrive as a whole'),
      })
      expect(await readdir(join(folder, 'uploads', 'session-1'))).toEqual([])
      const whole = { method: 'PUT', headers: { 'x-upload-length': '5' }, body: 'bytes' }
      expect((await send('/upload/session-1/a.csv', whole)).status).toBe(200)
    },
  )

  it('keeps nothing of an upload whose client goes away midway', async () => {
    const head = `PUT /upload/session-1/a.csv HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookieFor('localhost')}\r\nContent-Length: 10\r\n\r\n`
    const socket = connect(port(), '127.0.0.1', () => socket.write(`${head}bytes`))
    await vi.waitFor(async () => expect(await readdir(join(folder, 'uploads', 'session-1'))).toHaveLength(1))
    socket.destroy()
    await vi.waitFor(async () => expect(await readdir(join(folder, 'uploads', 'session-1'))).toEqual([]))
  })

  it('refuses upload names that lead elsewhere', async () => {
    for (const name of [
      'session-1/..%2f..%2fsecret.txt',
      'session-1/%2e%2e/x',
      'session-1',
      '..%2f..%2f..%2f/x',
      's/x',
    ]) {
      expect((await send(`/upload/${name}`, { method: 'PUT', body: 'x' })).status).toBe(400)
    }
    expect(existsSync(join(folder, 'uploads'))).toBe(false)
    expect(readFileSync(join(folder, 'secret.txt'), 'utf8')).toBe('secret')
  })

  it('refuses a call whose body is larger than any call needs, announced or not, with a sentence', async () => {
    const body = Buffer.concat([Buffer.from('{"json":"'), Buffer.alloc(33e6, 'x'), Buffer.from('"}')])
    const json = { 'content-type': 'application/json' }
    for (const headers of [json, { ...json, 'transfer-encoding': 'chunked' }]) {
      const answer = await send('/rpc/system/saveSettings', { method: 'POST', headers, body })
      expect(answer.status).toBe(422)
      expect(JSON.parse(answer.body)).toMatchObject({
        json: {
          defined: true,
          code: 'BAD_INPUT',
          message: 'A call may have 32 MB at most. Do it in several parts.',
        },
      })
    }
    expect((await send('/')).status).toBe(200)
  })

  it.each([
    ['text/event-stream', 'data: 1\n\n'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['image/png', 'x'],
  ])('refuses a call in the form of %s', async (type, body) => {
    const answer = await send('/rpc/system/saveSettings', {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    })
    expect(answer).toMatchObject({ status: 415, body: 'A call is sent as JSON.\n' })
  })

  it('refuses a call that is nested without end, and goes on', async () => {
    const body = `{"json":${'['.repeat(1e6)}${']'.repeat(1e6)}}`
    const headers = { 'content-type': 'application/json' }
    const answer = await send('/rpc/system/saveSettings', { method: 'POST', headers, body })
    expect(answer.status).toBe(422)
    expect(answer.body).toContain('nested more than 64 levels deep')
    expect((await send('/')).status).toBe(200)
  })

  it.each(['/\\', '/\\evil.example/', '//evil.example/', 'http://evil.example/', '*'])(
    'refuses the address %s',
    async (target) => {
      const answer = await raw(
        `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: ${cookieFor('localhost')}\r\n\r\n`,
      )
      expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    },
  )

  it('refuses a request with two hosts', async () => {
    const answer = await raw(
      `GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\nCookie: ${cookieFor('localhost')}\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('closes connections that send no request or half of one, and keeps an event stream open', async () => {
    const stream = await openStream()
    const beat = setInterval(() => events.publish({ topic: 'heartbeat', at: 1 }), 50)
    const halves = ['', 'GET', 'GET / HTTP/1.1\r\n', 'POST /rpc/x HTTP/1.1\r\nHost: localhost\r\nX-A: b']
    const sockets = Array.from({ length: 200 }, (_, at) => {
      const socket = connect(port(), '127.0.0.1', () => socket.write(halves[at % halves.length] ?? ''))
      return socket
    })
    const closed = sockets.map(
      (socket) =>
        new Promise<void>((resolve) => {
          socket.on('error', () => undefined)
          socket.on('close', () => resolve())
          socket.resume()
        }),
    )
    await Promise.all(closed)
    clearInterval(beat)
    expect(events.listeners).toBe(1)
    expect(stream.destroyed).toBe(false)
    stream.destroy()
  })

  it('takes no more connections than it can serve, and serves again once some are gone', async () => {
    const open = (): Promise<Socket | null> =>
      new Promise((resolve) => {
        const socket = connect(port(), '127.0.0.1', () => {
          socket.write('GET /alive HTTP/1.1\r\nHost: localhost\r\n\r\n')
        })
        socket.once('data', () => resolve(socket))
        socket.once('close', () => resolve(null))
        socket.on('error', () => undefined)
      })
    const opened: (Socket | null)[] = []
    for (let at = 0; at < 270; at++) opened.push(await open())
    const served = opened.filter((socket) => socket !== null)
    expect(served.length).toBe(256)
    for (const socket of served) socket.destroy()
    await vi.waitFor(async () => expect((await send('/')).status).toBe(200))
  })

  it('notices that the client of an event stream went away', async () => {
    const socket = await openStream()
    await vi.waitFor(() => expect(events.listeners).toBe(1))
    socket.destroy()
    await vi.waitFor(() => expect(events.listeners).toBe(0))
  })

  it('cuts off an event stream whose client stopped reading', async () => {
    const socket = await openStream()
    await vi.waitFor(() => expect(events.listeners).toBe(1))
    socket.pause()
    // More than the buffers of the system take.
    const detail = 'x'.repeat(100_000)
    const flood = setInterval(() => {
      for (let at = 0; at < 20; at++) {
        events.publish({
          topic: 'import',
          progress: { name: `${at} ${detail}`, phase: 'writing', done: 1, total: 1 },
        })
      }
    }, 5)
    await vi.waitFor(() => expect(events.listeners).toBe(0), { timeout: 5000 })
    clearInterval(flood)
    socket.destroy()
  })
})

it('listening on every address, it takes the names of this machine with its port, and no other', async () => {
  await listen({ host: '0.0.0.0' })
  const { hostname } = await import('node:os')
  expect((await send('/', { headers: { host: `${hostname()}:${port()}` } })).status).toBe(200)
  expect((await send('/', { headers: { host: `${hostname()}:1` } })).status).toBe(403)
  expect((await send('/', { headers: { host: `evil.example:${port()}` } })).status).toBe(403)
})

it('says in a sentence that a port is taken', async () => {
  await listen()
  const endpoint = { kind: 'port', host: '127.0.0.1', port: port() } as const
  const second = StudioServer.listen({
    endpoint,
    instance: 'b',
    renderer: null,
    logger: pino({ level: 'silent' }),
  })
  await expect(second).rejects.toMatchObject({
    code: 'CONFLICT',
    message: `Port ${port()} is taken by another program.`,
  })
})

it('needs no session on a socket', async () => {
  await listen({ socket: true })
  expect((await send('/alive')).body).toBe('{"instance":"a"}')
  expect(
    (await send('/rpc/system/status', { method: 'POST', headers: { origin: 'studio://app' } })).status,
  ).toBe(200)
})

function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port(), '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      answer += chunk
    })
    socket.on('end', () => resolve(answer))
    socket.on('error', reject)
  })
}

function openStream(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port(), '127.0.0.1', () => {
      socket.write(
        `POST /rpc/system/events HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookieFor('localhost')}\r\nContent-Length: 0\r\n\r\n`,
      )
    })
    socket.on('error', reject)
    socket.once('data', () => resolve(socket))
  })
}
