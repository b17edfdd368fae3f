import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isDefinedError, safe } from '@orpc/client'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { OWNER_HERE } from '#shared/contract/access.ts'
import { DatasetId } from '#shared/contract/ids.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { connect, connectTo, type StudioClient } from './client.ts'
import { type RunningEngine, type StartOptions, startEngine } from './start.ts'

const program = { trainer: '/nowhere/trainer.js', renderer: '/nowhere/renderer' }

let folder: string
let running: RunningEngine[]

async function start(options: Partial<StartOptions> = {}): Promise<RunningEngine> {
  // Command mode, so that no test waits for the sample catalogue.
  const engine = await startEngine({ workspace: folder, mode: 'command', program, ...options })
  running.push(engine)
  return engine
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'engine-'))
  running = []
})

afterEach(async () => {
  for (const engine of running) await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

it('answers over its socket, in a folder that only this account can read, and cleans up after itself', async () => {
  const engine = await start()
  const { path } = engine.address
  if (process.platform !== 'win32') {
    expect(Buffer.byteLength(path)).toBeLessThan(108)
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
  }
  const connection = await connectTo({ address: engine.address, pid: process.pid })
  expect(await connection.client.system.status()).toEqual(engine.engine.status)
  await connection.close()
  await engine.close()
  expect(readdirSync(folder)).not.toContain('engine.json')
  expect(() => statSync(dirname(path))).toThrow('ENOENT')
})

it('gives clients the same typed errors over the wire and within the process', async () => {
  const engine = await start()
  const wire = await connectTo({ address: engine.address, pid: process.pid })
  const within = createRouterClient(engine.engine.router, { context: { caller: OWNER_HERE } })
  for (const client of [wire.client, within]) {
    const { error } = await safe(client.catalogue.dataset({ dataset: DatasetId.parse(99) }))
    if (!isDefinedError(error)) throw new Error('not a typed error', { cause: error })
    expect(error).toMatchObject({ code: 'NOT_FOUND', message: 'This data set does not exist any more.' })
  }
  await wire.close()
})

it('refuses input that the contract does not allow with the name of the field', async () => {
  const engine = await start()
  const { client, close } = await connectTo({ address: engine.address, pid: process.pid })
  await expect(client.system.saveSettings({ concurrency: 99 })).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringMatching(/^concurrency: /),
  })
  await close()
})

it('streams events over the wire, hello first, and forgets a client that leaves', async () => {
  const engine = await start()
  const { client, close } = await connectTo({ address: engine.address, pid: process.pid })
  const events = await client.system.events()
  expect((await events.next()).value).toEqual({ topic: 'hello', status: engine.engine.status })
  const removed: StudioEvent = { topic: 'dataset-removed', dataset: DatasetId.parse(7) }
  engine.engine.events.publish(removed)
  expect((await events.next()).value).toEqual(removed)
  await events.return?.()
  await vi.waitFor(() => expect(engine.engine.events.listeners).toBe(1))
  await close()
  await vi.waitFor(() => expect(engine.engine.events.listeners).toBe(0))
})

it('ends the streams of its clients when it closes', async () => {
  const engine = await start()
  const { client } = await connectTo({ address: engine.address, pid: process.pid })
  const events = await client.system.events()
  await events.next()
  const ended = events.next().then(
    ({ done }) => (done ? 'ended' : 'another event'),
    () => 'cut off',
  )
  await engine.close()
  expect(['ended', 'cut off']).toContain(await ended)
})

it('lets no second engine open the workspace', async () => {
  await start()
  await expect(start({ mode: 'desktop' })).rejects.toMatchObject({ code: 'CONFLICT' })
})

it('is used by others that connect, on a port too', async () => {
  const engine = await start({ web: { host: '127.0.0.1', port: 0 } })
  const connection = await connect(folder, { program })
  expect((await connection.client.system.status()).instance).toBe(engine.engine.status.instance)
  await connection.close()
})

it('stays open for other clients: the command that started it waits for them', async () => {
  const first = await connect(folder, { program })
  const second = await connect(folder, { program })
  expect(await instanceOf(second.client)).toBe(await instanceOf(first.client))
  let closed = false
  const closing = first.close().then(() => {
    closed = true
  })
  expect(await instanceOf(second.client)).toBeTypeOf('string')
  expect(closed).toBe(false)
  await second.close()
  await closing
  const third = await connect(folder, { program })
  await third.close()
})

it('keeps settings from one start to the next', async () => {
  const before = await connect(folder, { program })
  await before.client.system.saveSettings({ concurrency: 4 })
  await before.close()
  const after = await connect(folder, { program })
  expect((await after.client.system.settings()).concurrency).toBe(4)
  await after.close()
})

async function instanceOf(client: StudioClient): Promise<string> {
  return (await client.system.status()).instance
}
