import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createServer as createSocketServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { connectTo } from './client.ts'
import { askInstance } from './node-fetch.ts'

let folder: string
let cleanups: (() => void)[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'client-'))
  cleanups = []
})

afterEach(() => {
  for (const clean of cleanups.reverse()) clean()
  rmSync(folder, { recursive: true, force: true })
})

const address = () => ({ kind: 'socket', path: join(folder, 'engine') }) as const

/** Accepts connections and says nothing, as an engine does whose loop is held up. */
async function silentEngine(): Promise<void> {
  const sockets: Socket[] = []
  const server = createSocketServer((socket) => sockets.push(socket.on('error', () => undefined)))
  await new Promise<void>((resolve) => server.listen(address().path, resolve))
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
}

/** Answers with an event stream that says hello, and nothing else to anything. */
async function engineThatFallsSilent(): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url !== '/rpc/system/events') return
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('event: message\ndata: {"json":{"topic":"heartbeat","at":1}}\n\n')
  })
  await new Promise<void>((resolve) => server.listen(address().path, resolve))
  cleanups.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return server
}

/** What nothing holds is gone by then. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

it('takes an engine that accepts and says nothing for a busy one', async () => {
  await silentEngine()
  const asked = askInstance(address(), 200)
  collectGarbage()
  expect(await asked).toEqual({ kind: 'busy' })
})

it('gives up on an engine that does not answer, with its process', async () => {
  await silentEngine()
  const connecting = connectTo({ address: address(), pid: 4711 }, { firstAnswerMilliseconds: 200 })
  collectGarbage()
  await expect(connecting).rejects.toMatchObject({
    code: 'UNREACHABLE',
    message: 'The studio that has this workspace (process 4711) does not answer.',
    retry: expect.stringContaining('end that process'),
  })
})

it('gives up on a call when the engine shows no sign of life any more', async () => {
  await engineThatFallsSilent()
  const { client, close } = await connectTo({ address: address(), pid: 4711 }, { silenceMilliseconds: 200 })
  await expect(client.system.status()).rejects.toMatchObject({ code: 'UNREACHABLE' })
  await expect(client.system.status()).rejects.toMatchObject({ code: 'UNREACHABLE' })
  await close()
})

it('says of an engine that ended in the middle of a call that it did', async () => {
  const server = await engineThatFallsSilent()
  const { client, close } = await connectTo({ address: address(), pid: 4711 })
  const calling = client.system.status()
  server.once('request', () => server.closeAllConnections())
  await expect(calling).rejects.toMatchObject({
    code: 'UNREACHABLE',
    message: 'The studio that has this workspace ended before it had answered.',
  })
  await close()
})

it('finds no engine where nothing listens', async () => {
  expect(await askInstance(address())).toEqual({ kind: 'none' })
})
