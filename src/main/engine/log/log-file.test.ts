import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'
import { mountSmallDisk } from '#tests/support/small-disk.ts'
import { LogFile } from './log-file.ts'
import { openLog } from './logger.ts'

let folder: string
let now: number

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'))
  now = 0
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const path = () => join(folder, 'logs', 'engine.log')
const file = (rotateBytes = 1e6) => new LogFile(path(), { rotateBytes, files: 3, now: () => now })
const linesOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Record<string, unknown> => JSON.parse(line))

it('rotates while it is written, and keeps so many files', () => {
  const log = file(100)
  for (let at = 0; at < 100; at++) log.write(`${JSON.stringify({ at })}\n`)
  log.close()
  expect(readdirSync(join(folder, 'logs')).sort()).toEqual(['engine.1.log', 'engine.2.log', 'engine.log'])
  const newest = ['engine.2.log', 'engine.1.log', 'engine.log'].flatMap((name) => {
    const text = readFileSync(join(folder, 'logs', name), 'utf8')
    expect(text.length).toBeLessThan(120)
    return linesOf(text).map(({ at }) => at)
  })
  // Whole lines, in their order, up to the last.
  expect(newest).toEqual(Array.from({ length: newest.length }, (_, at) => 100 - newest.length + at))
})

it('goes on with the file of the start before, and puts a full one aside', () => {
  mkdirSync(join(folder, 'logs'))
  writeFileSync(path(), `${'x'.repeat(200)}\n`)
  const log = file(100)
  log.write('{"at":1}\n')
  log.close()
  expect(readFileSync(path(), 'utf8')).toBe('{"at":1}\n')
  expect(statSync(join(folder, 'logs', 'engine.1.log')).size).toBe(201)
})

it('drops lines while it cannot be opened, and says how many once it can', () => {
  writeFileSync(join(folder, 'logs'), 'a file in the place of the folder')
  const log = file()
  for (let at = 0; at < 3; at++) log.write(`{"at":${at}}\n`)
  rmSync(join(folder, 'logs'))
  log.write('{"at":3}\n')
  now += 10_000
  log.write('{"at":4}\n')
  log.write('{"at":5}\n')
  log.close()
  const lines = linesOf(readFileSync(path(), 'utf8'))
  expect(lines).toEqual([
    expect.objectContaining({ dropped: 4, reason: expect.stringContaining('logs') }),
    { at: 4 },
    { at: 5 },
  ])
})

it('is silent after its end', () => {
  const log = file()
  log.write('{"at":1}\n')
  log.close()
  log.write('{"at":2}\n')
  expect(readFileSync(path(), 'utf8')).toBe('{"at":1}\n')
})

it('keeps nothing that opens the studio, wherever it stood', () => {
  const { logger, close } = openLog(join(folder, 'logs'), {})
  const address = '/?token=c2VjcmV0LXRva2Vu&x=1'
  logger.error({ err: Object.assign(new TypeError(`Invalid URL ${address}`), { input: address }) }, address)
  logger.warn({
    headers: { authorization: 'Bearer c2VjcmV0LXRva2Vu', cookie: 'studio-8123=c2VjcmV0LXRva2Vu' },
  })
  close()
  const text = readFileSync(path(), 'utf8')
  expect(linesOf(text)).toHaveLength(2)
  expect(text).not.toContain('c2VjcmV0')
})

const disk = mountSmallDisk('64k')

it.skipIf(disk === null)('drops lines on a full disk (a tmpfs), and says so when there is room again', () => {
  if (disk === null) return
  onTestFinished(() => disk.remove())
  const log = new LogFile(join(disk.path, 'engine.log'), { rotateBytes: 1e9, files: 3 })
  const long = `${JSON.stringify({ text: 'x'.repeat(1000) })}\n`
  for (let at = 0; at < 40; at++) log.write(long)
  disk.fill(0)
  for (let at = 0; at < 40; at++) log.write(long)
  disk.makeRoom()
  log.write('{"at":1}\n')
  log.close()
  const lines = readFileSync(join(disk.path, 'engine.log'), 'utf8').trimEnd().split('\n')
  expect(lines.slice(0, 40).map((line) => `${line}\n`)).toEqual(Array.from({ length: 40 }, () => long))
  expect(JSON.parse(lines.at(-2) ?? '')).toMatchObject({
    dropped: expect.any(Number),
    reason: expect.stringContaining('ENOSPC'),
  })
  expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ at: 1 })
})
