import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Caller } from '#shared/contract/access.ts'
import { Annotator } from '#shared/contract/ids.ts'
import type { Services } from '#shared/contract/service.ts'
import { StudioServer, type WebEndpoint } from '../http/server.ts'
import { createRouter } from '../router/router.ts'
import { GuestList } from './guest-list.ts'

const CODE_LIFE = 60_000

let folder: string
let server: StudioServer
let guests: GuestList
let now: number
/** Who called `system.doctor`, in order. */
let callers: Caller[]

async function listen(options: Partial<WebEndpoint> = {}): Promise<void> {
  const logger = pino({ level: 'silent' })
  server = await StudioServer.listen({
    endpoint: { kind: 'port', host: '127.0.0.1', port: 0, ...options },
    instance: 'a',
    renderer: join(folder, 'pages'),
    logger,
  })
  guests = new GuestList({ file: join(folder, 'access.json'), now: () => now })
  const system = {
    status: (_: unknown, { caller }: { caller: Caller }) => {
      callers.push(caller)
      return { version: '1', workspace: null, mode: 'browser', startedAt: 1, instance: 'a' }
    },
    events: async function* () {
      yield { topic: 'heartbeat', at: 1 }
      await new Promise(() => undefined)
    },
  }
  const unused = new Proxy({}, { get: () => () => undefined })
  const services = new Proxy(
    {},
    { get: (_, section) => (section === 'system' ? { ...proxied, ...system } : unused) },
  )
  const proxied = {
    doctor: () => undefined,
    backends: () => undefined,
    settings: () => undefined,
    saveSettings: () => undefined,
  }
  const paths = { root: folder, uploads: join(folder, 'uploads') }
  server.open({
    router: createRouter(services as unknown as Services, logger, paths),
    workspace: folder,
    picture: async () => ({ path: join(folder, 'picture'), type: 'image/png' }),
    uploads: join(folder, 'uploads'),
    exports: join(folder, 'exports'),
    guests,
  })
}

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
  /** `name=value` of the cookie that was set. */
  cookie: string
}

function port(): number {
  if (server.web === null) throw new Error('on a socket')
  return server.web.port
}

function send(path: string, options: RequestOptions & { body?: string } = {}): Promise<Answer> {
  const ask = server.web?.scheme === 'https' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const request = ask(
      { host: '127.0.0.1', port: port(), path, rejectUnauthorized: false, ...options },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
            cookie: response.headers['set-cookie']?.[0]?.split(';')[0] ?? '',
          }),
        )
      },
    )
    request.on('error', reject)
    request.end(options.body)
  })
}

function enter(token: string, headers: Record<string, string> = {}): Promise<Answer> {
  return send('/enter', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams({ token }).toString(),
  })
}

const page = { accept: 'text/html,application/xhtml+xml' }

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'door-'))
  await mkdir(join(folder, 'pages'))
  writeFileSync(join(folder, 'pages', 'index.html'), '<title>Studio</title>')
  writeFileSync(join(folder, 'picture'), 'picture')
  now = 1e12
  callers = []
})

afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a one-time code', () => {
  beforeEach(() => listen())

  it('is exchanged for a session of its own, which opens everything', async () => {
    const { code } = guests.issueCode(CODE_LIFE)
    const entry = await send(`/?code=${code}`)
    expect(entry.status).toBe(200)
    expect(entry.headers['set-cookie']).toEqual([
      expect.stringMatching(
        new RegExp(`^studio-${port()}=[\\w-]{43}; Path=/; Max-Age=1209600; HttpOnly; SameSite=Strict$`),
      ),
    ])
    expect(entry.cookie).not.toContain(code)
    expect(entry.body).toContain('content="0; url=/"')
    expect(entry.body).not.toContain(code)
    const { cookie } = entry
    expect(await send('/', { headers: { cookie: `a=b; ${cookie}` } })).toMatchObject({
      status: 200,
      body: '<title>Studio</title>',
    })
    expect((await send('/rpc/system/status', { method: 'POST', headers: { cookie } })).status).toBe(200)
    expect(callers).toEqual([{ role: 'owner', session: expect.any(String), remote: false }])
  })

  it('lets in once: who comes second is told so', async () => {
    const { code } = guests.issueCode(CODE_LIFE)
    const [one, two] = await Promise.all([send(`/?code=${code}`), send(`/?code=${code}`)])
    expect([one.status, two.status].sort()).toEqual([200, 401])
    const third = await send(`/?code=${code}`, { headers: page })
    expect(third.status).toBe(401)
    expect(third.headers['content-type']).toContain('text/html')
    expect(third.body).toContain('opened before')
    expect(third.body).toContain('studio serve --url')
    expect(third.cookie).toBe('')
  })

  it('lets nobody in after its time, nor a guess', async () => {
    const { code } = guests.issueCode(CODE_LIFE)
    now += CODE_LIFE
    expect((await send(`/?code=${code}`, { headers: page })).body).toContain('too old')
    expect((await send('/?code=guess', { headers: page })).body).toContain('not from the studio')
  })

  it('opened again by a browser that is in leads into the studio', async () => {
    const { code } = guests.issueCode(CODE_LIFE)
    const { cookie } = await send(`/?code=${code}`)
    const again = await send(`/?code=${code}`, { headers: { cookie } })
    expect(again.status).toBe(200)
    expect(again.cookie).toBe('')
    expect(guests.sessions()).toHaveLength(1)
  })

  it('may be linked to from a file or a mail, and nothing else may', async () => {
    const elsewhere = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    const { code } = guests.issueCode(CODE_LIFE)
    for (const headers of [
      { ...elsewhere, 'sec-fetch-mode': 'no-cors' },
      { ...elsewhere, origin: 'http://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      expect((await send(`/?code=${code}`, { headers })).status).toBe(403)
    }
    const { cookie, status } = await send(`/?code=${code}`, { headers: elsewhere })
    expect(status).toBe(200)
    expect((await send('/', { headers: { ...elsewhere, cookie } })).status).toBe(403)
    expect((await enter('x', elsewhere)).status).toBe(403)
  })
})

describe('a session', () => {
  beforeEach(() => listen())

  const cookieOf = async (): Promise<string> =>
    (await send(`/?code=${guests.issueCode(CODE_LIFE).code}`)).cookie

  it('is good for the name and port that it was made at', async () => {
    const cookie = await cookieOf()
    const at = (host: string) => send('/', { headers: { host, cookie } })
    expect((await at(`127.0.0.1:${port()}`)).status).toBe(200)
    expect((await at(`localhost:${port()}`)).status).toBe(401)
    expect((await at('127.0.0.1:1')).status).toBe(401)
    const renamed = cookie.replace(/^[^=]+/, 'studio-1')
    expect((await send('/', { headers: { cookie: renamed } })).status).toBe(401)
  })

  it('that is over is taken from the browser, with a sentence', async () => {
    const cookie = await cookieOf()
    now += 15 * 24 * 60 * 60_000
    const answer = await send('/', { headers: { ...page, cookie } })
    expect(answer).toMatchObject({
      status: 401,
      body: expect.stringContaining('session of this browser is over'),
    })
    expect(answer.headers['set-cookie']?.[0]).toContain('Max-Age=0')
  })

  it('is closed to its very streams when it is revoked, and others go on', async () => {
    const [mine, other] = [await cookieOf(), await cookieOf()]
    const streams = [mine, other].map((cookie) => {
      const socket = connect(port(), '127.0.0.1', () =>
        socket.write(
          `POST /rpc/system/events HTTP/1.1\r\nHost: 127.0.0.1:${port()}\r\nCookie: ${cookie}\r\nContent-Length: 0\r\n\r\n`,
        ),
      )
      return socket
    })
    await Promise.all(streams.map((socket) => new Promise((heard) => socket.once('data', heard))))
    const closed = vi.fn()
    streams[0]?.once('close', closed)
    guests.revoke(await callersSession(mine))
    await vi.waitFor(() => expect(closed).toHaveBeenCalled())
    expect(streams[1]?.destroyed).toBe(false)
    expect((await send('/', { headers: { cookie: mine } })).status).toBe(401)
    expect((await send('/', { headers: { cookie: other } })).status).toBe(200)
    streams[1]?.destroy()
  })

  async function callersSession(cookie: string) {
    await send('/rpc/system/status', { method: 'POST', headers: { cookie } })
    const session = callers.at(-1)?.session
    if (session === null || session === undefined) throw new Error('no session')
    return session
  }

  it('is put off with each opening of the window', async () => {
    const cookie = await cookieOf()
    expect((await send('/', { headers: { cookie } })).headers['set-cookie']?.[0]).toContain('Max-Age=1209600')
    expect((await send('/media/x', { headers: { cookie } })).headers['set-cookie']).toBeUndefined()
  })
})

describe('a token', () => {
  beforeEach(() => listen())

  it('of a curator lets in as that curator, again and again', async () => {
    const token = guests.addCurator(Annotator.parse('Ana'))
    for (let at = 0; at < 2; at++) {
      const { status, cookie } = await enter(` ${token}\n`)
      expect(status).toBe(200)
      await send('/rpc/system/status', { method: 'POST', headers: { cookie } })
    }
    expect(callers).toMatchObject([
      { role: 'curator', name: 'Ana' },
      { role: 'curator', name: 'Ana' },
    ])
    expect((await send(`/?code=${token}`)).status).toBe(401)
  })

  it('lets a curator to pictures and pages, and neither to uploads nor to exports', async () => {
    const { cookie } = await enter(guests.addCurator(Annotator.parse('Ana')))
    const ask = async (path: string, method = 'GET') =>
      (await send(path, { method, headers: { cookie } })).status
    expect(await ask('/')).toBe(200)
    expect(await ask(`/media/${'ab'.repeat(32)}`)).toBe(200)
    expect(await ask('/exports/mugs/negatives.jsonl')).toBe(403)
    expect(await ask('/upload/session-1/a.csv', 'PUT')).toBe(403)
    expect(await ask('/rpc/system/settings', 'POST')).toBe(403)
  })

  it('takes the place of the session that the browser had', async () => {
    const first = await enter(guests.addCurator(Annotator.parse('Ana')))
    await enter(guests.issueCode(CODE_LIFE).code, { cookie: first.cookie })
    expect(guests.sessions()).toMatchObject([{ role: 'owner' }])
  })

  it('takes that place on a disk that takes nothing', async () => {
    const first = await enter(guests.addCurator(Annotator.parse('Ana')))
    // A folder in the place of the file is refused to every account, root too.
    rmSync(join(folder, 'access.json'))
    await mkdir(join(folder, 'access.json', 'x'), { recursive: true })
    const second = await enter(guests.issueCode(CODE_LIFE).code, { cookie: first.cookie })
    expect(second.status).toBe(200)
    expect((await send('/', { headers: { cookie: second.cookie } })).status).toBe(200)
    expect((await send('/', { headers: { cookie: first.cookie } })).status).toBe(401)
  })

  it('is read from a short form alone', async () => {
    const token = guests.addCurator(Annotator.parse('Ana'))
    const json = await enter(token, { 'content-type': 'application/json' })
    expect(json.status).toBe(400)
    expect((await enter('x'.repeat(5000))).status).toBe(400)
    expect((await send(`/enter?token=${token}`)).status).toBe(401)
  })

  it('that is wrong slows the address down, whatever comes next, and no session suffers', async () => {
    const token = guests.addCurator(Annotator.parse('Ana'))
    const { cookie } = await enter(token)
    const statuses: number[] = []
    for (let at = 0; at < 10; at++) statuses.push((await enter(`guess ${at}`)).status)
    expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401])
    expect(statuses.at(-1)).toBe(429)
    const { code } = guests.issueCode(CODE_LIFE)
    const refused = await send(`/?code=${code}`, { headers: page })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused.body).toContain('try again in')
    expect((await enter(token)).status).toBe(429)
    expect((await send('/', { headers: { cookie } })).status).toBe(200)
    expect(guests.redeemCode(code)).toBe('valid')
  })
})

describe('behind a proxy', () => {
  beforeEach(() => listen({ publicUrl: new URL('https://studio.example.org') }))

  const through = { host: 'studio.example.org', 'x-forwarded-for': '1.2.3.4, 198.51.100.7' }

  it('knows its public name, speaks of it as https, and takes who comes through it for remote', async () => {
    const entry = await send(`/?code=${guests.issueCode(CODE_LIFE).code}`, { headers: through })
    expect(entry.headers['set-cookie']?.[0]).toMatch(
      new RegExp(
        `^__Host-studio-${port()}=[\\w-]{43}; Path=/; Max-Age=\\d+; HttpOnly; SameSite=Strict; Secure$`,
      ),
    )
    const ask = (headers: Record<string, string>) =>
      send('/rpc/system/status', {
        method: 'POST',
        headers: { ...through, ...headers, cookie: entry.cookie },
      })
    expect((await ask({ origin: 'https://studio.example.org' })).status).toBe(200)
    expect((await ask({ origin: 'http://studio.example.org' })).status).toBe(403)
    expect((await ask({ host: 'other.example.org' })).status).toBe(403)
    expect(callers).toMatchObject([{ role: 'owner', remote: true }])
    expect(guests.sessions()).toMatchObject([{ host: 'studio.example.org', from: '198.51.100.7' }])
  })

  it('slows down the address that the proxy saw, and no other', async () => {
    for (let at = 0; at < 8; at++) await enter('guess', through)
    expect((await enter('guess', through)).status).toBe(429)
    expect((await enter('guess', { ...through, 'x-forwarded-for': '198.51.100.8' })).status).toBe(401)
  })
})

it('takes nobody who says that something passed the request on for somebody at this machine', async () => {
  await listen()
  const { cookie } = await send(`/?code=${guests.issueCode(CODE_LIFE).code}`)
  for (const header of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip', 'x-forwarded-host']) {
    await send('/rpc/system/status', { method: 'POST', headers: { cookie, [header]: '127.0.0.1' } })
  }
  expect(callers.map(({ remote }) => remote)).toEqual([true, true, true, true, true])
})

const CERTIFICATE = (() => {
  const path = mkdtempSync(join(tmpdir(), 'tls-'))
  const [cert, key] = [join(path, 'cert.pem'), join(path, 'key.pem')]
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  const made = spawnSync('openssl', [
    ...['req', '-x509', ...curve, '-nodes', '-days', '2', '-subj', '/CN=localhost'],
    ...['-keyout', key, '-out', cert],
  ])
  const tls = made.status === 0 ? { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') } : null
  rmSync(path, { recursive: true, force: true })
  return tls
})()

it.skipIf(CERTIFICATE === null)(
  'speaks https with the certificate that it is given, by a cookie that is for https alone [needs openssl]',
  async () => {
    await listen({ tls: CERTIFICATE ?? undefined })
    const entry = await send(`/?code=${guests.issueCode(CODE_LIFE).code}`)
    expect(entry.cookie).toMatch(/^__Host-studio-/)
    expect(entry.headers['set-cookie']?.[0]).toContain('; Secure')
    const own = { cookie: entry.cookie, origin: `https://127.0.0.1:${port()}` }
    expect((await send('/rpc/system/status', { method: 'POST', headers: own })).status).toBe(200)
    const plain = new Promise((resolve, reject) => {
      httpRequest({ host: '127.0.0.1', port: port() }, resolve).on('error', reject).end()
    })
    await expect(plain).rejects.toThrow()
  },
)
