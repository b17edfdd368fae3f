import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Database } from './database.ts'

describe('a transaction that does not wait for the disk', () => {
  let folder: string
  let database: Database
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'database-'))
    database = new Database(join(folder, 'studio.db'))
    database.script('CREATE TABLE note (text TEXT)')
  })
  afterEach(() => {
    database.close()
    rmSync(folder, { recursive: true })
  })

  const [NORMAL, FULL] = [1, 2]
  const level = () => database.get<{ synchronous: number }>('PRAGMA synchronous')?.synchronous
  const notes = () => database.all<{ text: string }>('SELECT text FROM note').map(({ text }) => text)
  const write = (text: string) => database.run('INSERT INTO note VALUES (?)', [text])

  it('is whole, and the next one waits again', () => {
    const within = database.unsyncedTransaction(() => {
      write('one')
      return level()
    })
    expect(within).toBe(NORMAL)
    expect(level()).toBe(FULL)
    expect(notes()).toEqual(['one'])
  })

  it('is taken back as a whole where its work fails, and the next one waits again', () => {
    const fail = () =>
      database.unsyncedTransaction(() => {
        write('one')
        throw new Error('no')
      })
    expect(fail).toThrow('no')
    expect(level()).toBe(FULL)
    expect(notes()).toEqual([])
  })

  it('is part of the one that it is begun in, which waits', () => {
    database.transaction(() => {
      write('one')
      expect(database.unsyncedTransaction(level)).toBe(FULL)
      write('two')
    })
    expect(level()).toBe(FULL)
    expect(notes()).toEqual(['one', 'two'])
  })
})
