import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createProxy } from './proxy.ts'

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

/** An engine's stand-in on a socket of its own, and the proxy before it. */
async function proxyBefore(listener: RequestListener): Promise<{
  proxy: (request: Request) => Promise<Response>
  server: Server
}> {
  const folder = mkdtempSync(join(tmpdir(), 'proxy-'))
  const socket = process.platform === 'win32' ? `\\\\.\\pipe\\proxy-${process.pid}` : join(folder, 's')
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  open.push(() => {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { proxy: createProxy({ engineSocket: async () => socket }), server }
}

describe('the studio:// proxy', () => {
  it('passes method, path, query, headers, body and answer on', async () => {
    const { proxy } = await proxyBefore((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        response.writeHead(207, { 'x-answer': 'yes', 'set-cookie': ['a=1', 'b=2'] })
        response.end(JSON.stringify([request.method, request.url, request.headers['x-asked'], body]))
      })
    })
    const response = await proxy(
      new Request('studio://app/rpc/items?limit=3', {
        method: 'POST',
        headers: { 'x-asked': 'no' },
        body: 'ünïcode',
      }),
    )
    expect(response.status).toBe(207)
    expect(response.headers.get('x-answer')).toBe('yes')
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(await response.json()).toEqual(['POST', '/rpc/items?limit=3', 'no', 'ünïcode'])
  })

  it.each(['studio://evil/rpc/items', 'studio://app.evil/', 'studio://app:1/', 'https://app/'])(
    'answers %s, which is not its host, itself',
    async (address) => {
      const { proxy } = await proxyBefore((_request, response) => response.end('engine'))
      const response = await proxy(new Request(address))
      expect(response.status).toBe(404)
      expect(await response.text()).not.toContain('engine')
    },
  )

  it('hands on each piece of a stream as it comes', async () => {
    let next = () => {}
    const { proxy } = await proxyBefore((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('first')
      next = () => response.end('second')
    })
    const reader = (await proxy(new Request('studio://app/events'))).body?.getReader()
    const text = async () => new TextDecoder().decode((await reader?.read())?.value)
    expect(await text()).toBe('first')
    next()
    expect(await text()).toBe('second')
    expect((await reader?.read())?.done).toBe(true)
  })

  it('lets the engine see that a stream was closed', async () => {
    const closed = Promise.withResolvers<void>()
    const { proxy } = await proxyBefore((_request, response) => {
      response.write('hello')
      response.on('close', () => closed.resolve())
    })
    const response = await proxy(new Request('studio://app/events'))
    await response.body?.cancel()
    await closed.promise
  })

  it("passes the window's abort on before an answer came", async () => {
    const arrived = Promise.withResolvers<void>()
    const closed = Promise.withResolvers<void>()
    const { proxy } = await proxyBefore((_request, response) => {
      response.on('close', () => closed.resolve())
      arrived.resolve()
    })
    const controller = new AbortController()
    const answer = proxy(new Request('studio://app/slow', { signal: controller.signal }))
    await arrived.promise
    controller.abort()
    await expect(answer).rejects.toThrow()
    await closed.promise
  })

  it('breaks the stream of an engine that dies in the middle of it', async () => {
    const { proxy, server } = await proxyBefore((_request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half')
    })
    const reader = (await proxy(new Request('studio://app/x'))).body?.getReader()
    await reader?.read()
    server.closeAllConnections()
    await expect(reader?.read()).rejects.toThrow()
  })

  it('answers 503 where there is no engine', async () => {
    const proxy = createProxy({ engineSocket: () => Promise.reject(new Error('none')) })
    expect((await proxy(new Request('studio://app/'))).status).toBe(503)
    const gone = createProxy({ engineSocket: async () => join(tmpdir(), 'no-such-socket') })
    expect((await gone(new Request('studio://app/'))).status).toBe(503)
  })

  it('carries answers without a body', async () => {
    const { proxy } = await proxyBefore((_request, response) => {
      response.writeHead(304).end()
    })
    const response = await proxy(new Request('studio://app/media/x'))
    expect([response.status, await response.text()]).toEqual([304, ''])
  })

  it('carries large bodies both ways unchanged', async () => {
    const { proxy } = await proxyBefore((request, response) => {
      request.pipe(response)
    })
    const bytes = new Uint8Array(5_000_000).map((_, index) => index * 31)
    const response = await proxy(new Request('studio://app/upload', { method: 'PUT', body: bytes }))
    expect(Buffer.compare(Buffer.from(await response.arrayBuffer()), Buffer.from(bytes))).toBe(0)
  })
})
