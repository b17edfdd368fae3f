import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Answer, type EngineRecord, findEngine, takeLock } from './lock.ts'

let workspace: string

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'lock-'))
})

afterEach(() => {
  rmSync(workspace, { recursive: true, force: true })
})

function record(instance: string, pid = process.pid): EngineRecord {
  return { pid, instance, mode: 'desktop', address: { kind: 'socket', path: `/tmp/${instance}` } }
}

/** Engines that answer by their names. */
function living(...instances: string[]) {
  return async (address: EngineRecord['address']): Promise<Answer> => {
    const instance = instances.find((name) => address.path === `/tmp/${name}`)
    return instance === undefined ? { kind: 'none' } : { kind: 'instance', instance }
  }
}

function deadProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid
}

const file = () => join(workspace, 'engine.json')

it('is found by others until it is released, in a file for this account alone', async () => {
  expect(await findEngine(workspace, living())).toBeNull()
  const lock = await takeLock(workspace, record('a'), living('a'))
  expect(await findEngine(workspace, living('a'))).toEqual(record('a'))
  if (process.platform !== 'win32') expect(statSync(file()).mode & 0o777).toBe(0o600)
  lock.release()
  expect(readdirSync(workspace)).toEqual([])
})

it('refuses a second engine while the first one lives', async () => {
  await takeLock(workspace, record('a'), living('a'))
  await expect(takeLock(workspace, record('b'), living('a'))).rejects.toMatchObject({
    code: 'CONFLICT',
    message: `The workspace is open in the studio's window (process ${process.pid}) already.`,
  })
  expect(readdirSync(workspace)).toEqual(['engine.json'])
})

it('holds an engine for living that is too busy to answer', async () => {
  await takeLock(workspace, record('a'), living('a'))
  await expect(takeLock(workspace, record('b'), async () => ({ kind: 'busy' }))).rejects.toMatchObject({
    code: 'CONFLICT',
  })
})

it.each([
  ['whose process is gone', () => JSON.stringify(record('a', deadProcess()))],
  ['whose process number went to a stranger', () => JSON.stringify(record('silent'))],
  ['that was cut off in the middle', () => '{"pid": 12, "inst'],
  ['that another program wrote', () => '{"hello": 1}'],
])('takes over a record %s', async (_, content) => {
  writeFileSync(file(), content())
  expect(await findEngine(workspace, living('a'))).toBeNull()
  const lock = await takeLock(workspace, record('b'), living('a', 'b'))
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual(record('b'))
  lock.release()
  expect(readdirSync(workspace)).toEqual([])
})

it('lets one of many that start at once win, over a stale record too', async () => {
  writeFileSync(file(), JSON.stringify(record('stale')))
  const names = ['a', 'b', 'c', 'd', 'e']
  const attempts = await Promise.allSettled(
    names.map((name) => takeLock(workspace, record(name), living(...names))),
  )
  expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(1)
  expect(readdirSync(workspace)).toEqual(['engine.json'])
})

it('leaves the record of a successor alone', async () => {
  const lock = await takeLock(workspace, record('a'), living())
  await takeLock(workspace, record('b'), living())
  lock.release()
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual(record('b'))
})
