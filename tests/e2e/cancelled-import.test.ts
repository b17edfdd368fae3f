import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { Database } from '#main/store/database.ts'
import { countRows, readAllDatasetNames } from '#main/store/testing/inspect.ts'
import type { ImportProgress } from '#shared/contract/imports.ts'
import { cli, root, serveStudio, studio, temporaryFolder } from '#tests/support/studio.ts'

const ITEMS = 20_000
const PAIRS = 400_000

let folder: string
let workspace: string
let clean: () => void

beforeAll(async () => {
  folder = temporaryFolder((remove) => {
    clean = remove
  })
  workspace = join(folder, 'workspace')
  const items = Array.from({ length: ITEMS }, (_, at) => `i${at},Item ${at},${'words '.repeat(10)}${at}`)
  writeFileSync(join(folder, 'items.csv'), `item_id,title,description\n${items.join('\n')}\n`)
  const pairs = Array.from({ length: PAIRS }, (_, at) => `u${at % 10_000},i${(at * 7) % ITEMS},${at}`)
  writeFileSync(join(folder, 'interactions.csv'), `user_id,item_id,timestamp\n${pairs.join('\n')}\n`)
  expect((await studio(workspace, 'init')).code).toBe(0)
  return () => clean()
})

const files = () => ({ items: join(folder, 'items.csv'), interactions: join(folder, 'interactions.csv') })

function expectNothing(): void {
  const database = new Database(join(workspace, 'studio.db'))
  expect(readAllDatasetNames(database)).toEqual([])
  for (const table of ['item', 'user', 'interaction'] as const) expect(countRows(database, table)).toBe(0)
  expect(database.integrityProblems()).toEqual([])
  database.close()
}

it.each(['reading interactions', 'writing'])(
  'Ctrl-C of `studio import` while it is %s stores nothing',
  async (phase) => {
    const { items, interactions } = files()
    const words = ['import', '--name', 'Shop', '--items', items, '--interactions', interactions]
    const child = spawn(process.execPath, [cli, ...words, '--workspace', workspace], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let told = ''
    let isAsked = false
    child.stderr.setEncoding('utf8').on('data', (text) => {
      told += text
      if (isAsked || !told.includes(`${phase} …`)) return
      isAsked = true
      child.kill('SIGINT')
    })
    expect(await once(child, 'close')).toEqual([130, null])
    expect(told).toContain('Cancelled. Nothing of it was stored.')
    expectNothing()
  },
)

it.each(['reading items', 'reading interactions', 'writing'] satisfies ImportProgress['phase'][])(
  'a window that cancels while it is %s leaves nothing, and the engine goes on',
  async (phase) => {
    const engine = await serveStudio(workspace)
    onTestFinished(() => engine.stop())
    const { imports, system, catalogue } = engine.client
    const events = await system.events()
    const cancelling = (async () => {
      for await (const event of events) {
        if (event.topic === 'import' && event.progress.phase === phase)
          return imports.cancel({ name: 'Shop' })
      }
      return null
    })()
    await expect(imports.run({ name: 'Shop', format: 'csv', ...files() })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    expect(await cancelling).toEqual({ cancelled: true })
    expect((await catalogue.datasets()).map(({ name }) => name)).not.toContain('Shop')
  },
)
