import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { fetchFrom } from './node-fetch.ts'

it('makes hundreds of calls at once to an engine that takes few connections', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fetch-'))
  const path = join(folder, 'engine')
  const server = createServer((request, response) => {
    setTimeout(() => response.end(request.url), 5)
  })
  server.maxConnections = 40
  await new Promise<void>((resolve) => server.listen(path, resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const call = fetchFrom({ kind: 'socket', path })
  const calls = Array.from({ length: 400 }, (_, at) => `/call/${at}`)
  const answers = await Promise.all(
    calls.map(async (to) => (await call(new Request(`http://localhost${to}`))).text()),
  )
  expect(answers).toEqual(calls)
})
