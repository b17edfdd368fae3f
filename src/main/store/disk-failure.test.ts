import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ExpectedError } from '#shared/expected-error.ts'
import { Database } from './database.ts'
import { diskFailure } from './disk-failure.ts'
import { saveSettings } from './settings-repository.ts'
import { openWorkspace } from './workspace.ts'

const fault = (code: string, more: object = {}) =>
  Object.assign(new Error(`${code}: it failed`), { code, ...more })

it.each([
  ['ENOSPC', 'The disk of /data/w is full.'],
  ['EDQUOT', 'The disk quota of /data/w is used up.'],
  ['EROFS', '/data/w is on a disk that can only be read.'],
  ['EACCES', 'This account may not use /data/w.'],
  ['EIO', 'The disk of /data/w reports an error.'],
  ['SQLITE_FULL', 'The disk of /data/w is full.'],
  ['SQLITE_READONLY_DBMOVED', '/data/w is on a disk that can only be read.'],
  ['SQLITE_IOERR_WRITE', 'The disk of /data/w reports an error.'],
  ['SQLITE_BUSY', 'Another program holds the database of /data/w.'],
  ['SQLITE_LOCKED', 'Another program holds the database of /data/w.'],
  ['SQLITE_CORRUPT_VTAB', 'The database of /data/w is damaged.'],
])('names the disk where the code is %s, and says what to do', (code, message) => {
  const failure = diskFailure(fault(code), '/data/w')
  expect(failure).toMatchObject({ code: 'DISK_FAILED', message })
  expect(failure?.retry).toMatch(/\.$/)
})

it('names the file where the failure does', () => {
  expect(diskFailure(fault('EACCES', { path: '/data/w/runs/3/log' }), '/data/w')?.message).toBe(
    'This account may not use /data/w/runs/3/log.',
  )
})

it('finds what is behind another failure', () => {
  const outer = new Error('the picture could not be written', { cause: fault('ENOSPC') })
  expect(diskFailure(outer, '/data/w')?.message).toBe('The disk of /data/w is full.')
})

it('hands on what it said already', () => {
  const said = diskFailure(fault('ENOSPC'), '/data/w')
  expect(diskFailure(said, '/elsewhere')).toBe(said)
})

describe('leaves alone', () => {
  it.each([
    ['a bug', new TypeError('x is undefined')],
    ['what was foreseen otherwise', new ExpectedError('BAD_INPUT', 'No.', { cause: fault('ENOSPC') })],
    ['a connection that a firewall refuses', fault('EPERM', { syscall: 'connect' })],
    ['what is no error', 'ENOSPC'],
  ])('%s', (_, error) => {
    expect(diskFailure(error, '/data/w')).toBeNull()
  })
})

it('knows what the system and SQLite really throw', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fault-'))
  const first = openWorkspace(folder)
  const second = new Database(first.paths.database)
  onTestFinished(() => {
    second.close()
    first.database.close()
    rmSync(folder, { recursive: true })
  })
  const thrownBy = (work: () => void) => {
    try {
      work()
    } catch (error) {
      return diskFailure(error, folder)
    }
    throw new Error('nothing was thrown')
  }
  // A missing file is the caller's to explain.
  expect(thrownBy(() => readFileSync(join(folder, 'missing')))).toBeNull()
  second.transaction(() => {
    expect(thrownBy(() => saveSettings(first.database, { model: 'a' }))?.message).toBe(
      `Another program holds the database of ${folder}.`,
    )
  })
  saveSettings(first.database, { model: 'b' })
})
