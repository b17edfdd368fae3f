import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
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

const mounted = mountSmallDisk()

describe.skipIf(mounted === null)('on a full disk (a tmpfs, which root can mount)', () => {
  it('drops lines and says so when there is room again', () => {
    const disk = mounted ?? ''
    const log = new LogFile(join(disk, 'engine.log'), { rotateBytes: 1e9, files: 3 })
    try {
      const long = `${JSON.stringify({ text: 'x'.repeat(1000) })}\n`
      for (let at = 0; at < 200; at++) log.write(long)
      writeFileSync(join(disk, 'engine.log'), '')
      log.write('{"at":1}\n')
      log.close()
      const [note, line] = linesOf(readFileSync(join(disk, 'engine.log'), 'utf8').replaceAll('\0', ''))
      expect(note).toMatchObject({ dropped: expect.any(Number), reason: expect.stringContaining('ENOSPC') })
      expect(line).toEqual({ at: 1 })
    } finally {
      log.close()
      spawnSync('umount', [disk])
      rmSync(disk, { recursive: true, force: true })
    }
  })
})

function mountSmallDisk(): string | null {
  const disk = mkdtempSync(join(tmpdir(), 'small-disk-'))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk])
  if (status === 0) return disk
  rmSync(disk, { recursive: true, force: true })
  return null
}
