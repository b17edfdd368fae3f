import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { mountSmallDisk } from '#tests/support/small-disk.ts'
import { backUpDaily, listBackups, restoreBackup } from './backups.ts'
import { readSettings, saveSettings } from './settings-repository.ts'
import { closeWorkspace, openWorkspace, workspacePaths } from './workspace.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'damage-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const paths = () => workspacePaths(folder)
const PAGE = 4096

/** A workspace that was closed in order, with a backup of a moment ago and some pages. */
async function inUse(): Promise<void> {
  const workspace = openWorkspace(folder)
  saveSettings(workspace.database, { model: 'first' })
  await backUpDaily(workspace.paths, workspace.database, new AbortController().signal)
  saveSettings(workspace.database, { model: 'second', ollamaHost: `http://${'x'.repeat(50_000)}` })
  closeWorkspace(workspace)
}

function modelOf(): string | null {
  const workspace = openWorkspace(folder)
  const { model } = readSettings(workspace.database)
  closeWorkspace(workspace)
  return model
}

function overwrite(at: number, bytes: Buffer): void {
  const file = openSync(paths().database, 'r+')
  writeSync(file, bytes, 0, bytes.length, at)
  closeSync(file)
}

const DAMAGES: [string, () => void][] = [
  [
    'cut in the middle',
    () => truncateSync(paths().database, Math.floor(statSync(paths().database).size / 2)),
  ],
  ['cut by one byte', () => truncateSync(paths().database, statSync(paths().database).size - 1)],
  ['with a zeroed first page', () => overwrite(0, Buffer.alloc(PAGE))],
  ['with a zeroed page', () => overwrite(3 * PAGE, Buffer.alloc(PAGE))],
  ['with a page of noise', () => overwrite(5 * PAGE, Buffer.alloc(PAGE, 0xa5))],
  ['empty', () => truncateSync(paths().database, 0)],
  ['another file', () => writeFileSync(paths().database, 'Dear Ada,\n'.repeat(500))],
  [
    'a folder',
    () => {
      rmSync(paths().database)
      mkdirSync(paths().database)
    },
  ],
]

describe.each(DAMAGES)('a database that is %s', (_, damage) => {
  it('is refused with what to do, left as it is, and replaced by a backup', async () => {
    await inUse()
    damage()
    const isFolder = statSync(paths().database).isDirectory()
    const before = isFolder ? null : readFileSync(paths().database)
    const refusal = expect.objectContaining({
      code: 'BAD_INPUT',
      message: expect.stringMatching(/^The workspace's database is damaged \(.+\); it was left as it is\.$/),
      location: { file: paths().database },
      retry: expect.stringContaining('studio restore'),
    })
    expect(() => openWorkspace(folder)).toThrow(refusal)
    if (before !== null) expect(readFileSync(paths().database).equals(before)).toBe(true)
    // Also the second time.
    expect(() => openWorkspace(folder)).toThrow(refusal)

    const [backup] = listBackups(paths())
    const aside = restoreBackup(paths(), backup?.path ?? '')
    expect(modelOf()).toBe('first')
    if (before !== null) expect(readFileSync(aside ?? '').equals(before)).toBe(true)
    else expect(statSync(aside ?? '').isDirectory()).toBe(true)
  })
})

it('says so where there is no backup', async () => {
  await inUse()
  rmSync(paths().backups, { recursive: true })
  truncateSync(paths().database, 5000)
  expect(() => openWorkspace(folder)).toThrow(
    expect.objectContaining({ retry: expect.stringMatching(/^There is no backup in .+ Put a copy/) }),
  )
})

it('takes an empty file in a new folder for the first instant of a start', () => {
  writeFileSync(paths().database, '')
  expect(modelOf()).toBeNull()
})

it('opens what a crash left: the log beside the database holds what was written last', () => {
  const workspace = openWorkspace(folder)
  saveSettings(workspace.database, { model: 'written last' })
  // As a killed engine leaves them.
  const files = ['', '-wal'].map((suffix) => readFileSync(`${paths().database}${suffix}`))
  closeWorkspace(workspace)
  rmSync(`${paths().database}.seal`)
  writeFileSync(paths().database, files[0] ?? '')
  writeFileSync(`${paths().database}-wal`, files[1] ?? '')
  expect(modelOf()).toBe('written last')
})

const disk = mountSmallDisk('8m')

it.skipIf(disk === null)('opens what a full disk left, with all that was written before (a tmpfs)', () => {
  if (disk === null) return
  onTestFinished(() => disk.remove())
  const workspace = openWorkspace(disk.path)
  const { database } = workspace
  let written = 0
  const write = () => {
    for (;;) {
      saveSettings(database, {
        model: `${written + 1}`,
        ollamaHost: `http://${'x'.repeat(100_000 + written * 20_000)}`,
      })
      written += 1
    }
  }
  expect(write).toThrow(expect.objectContaining({ code: 'SQLITE_FULL' }))
  closeWorkspace(workspace)
  const again = openWorkspace(disk.path)
  expect(readSettings(again.database).model).toBe(`${written}`)
  expect(again.database.integrityProblems()).toEqual([])
  closeWorkspace(again)
})

it('looks again at a database that somebody has touched since', async () => {
  await inUse()
  expect(modelOf()).toBe('second')
  overwrite(5 * PAGE, Buffer.alloc(PAGE, 0xa5))
  expect(() => openWorkspace(folder)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }))
})

describe('backups', () => {
  it('are made once a day, and the last three are kept', async () => {
    const workspace = openWorkspace(folder)
    const { signal } = new AbortController()
    const day = (at: number) => new Date(Date.now() + at * 24 * 3600 * 1000 + at * 1000)
    for (let at = 0; at < 5; at++) {
      saveSettings(workspace.database, { model: `day ${at}` })
      await backUpDaily(workspace.paths, workspace.database, signal, day(at))
      const name = `studio-${day(at).toISOString().slice(0, 10)}.db`
      utimesSync(join(paths().backups, name), day(at), day(at))
      await backUpDaily(workspace.paths, workspace.database, signal, day(at))
    }
    closeWorkspace(workspace)
    const names = [4, 3, 2].map((at) => `studio-${day(at).toISOString().slice(0, 10)}.db`)
    expect(listBackups(paths()).map(({ name }) => name)).toEqual(names)
    restoreBackup(paths(), listBackups(paths())[1]?.path ?? '')
    expect(modelOf()).toBe('day 3')
  })

  it('leave nothing half-made when the studio closes', async () => {
    const workspace = openWorkspace(folder)
    const closing = new AbortController()
    const making = backUpDaily(workspace.paths, workspace.database, closing.signal)
    closing.abort()
    await making
    closeWorkspace(workspace)
    expect(readdirSync(paths().backups).filter((name) => name.includes('.part'))).toEqual([])
  })

  it('are refused where they are damaged themselves, or no backup at all, and change nothing', async () => {
    await inUse()
    const letter = join(folder, 'letter.db')
    writeFileSync(letter, 'Dear Ada,\n'.repeat(500))
    const cut = join(folder, 'cut.db')
    writeFileSync(cut, readFileSync(listBackups(paths())[0]?.path ?? '').subarray(0, 20_000))
    writeFileSync(join(folder, 'empty.db'), '')
    for (const file of [letter, cut, join(folder, 'empty.db')]) {
      expect(() => restoreBackup(paths(), file)).toThrow(
        expect.objectContaining({ code: 'BAD_INPUT', retry: 'Choose another backup.' }),
      )
    }
    expect(() => restoreBackup(paths(), join(folder, 'missing.db'))).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
    expect(modelOf()).toBe('second')
    expect(readdirSync(folder).filter((name) => /restoring|damaged/.test(name))).toEqual([])
  })
})
