import { expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '#shared/contract/system.ts'
import { Database } from './database.ts'
import { migrate } from './migrate.ts'
import { readSettings, saveSettings } from './settings-repository.ts'

function open(): Database {
  const database = new Database(':memory:')
  migrate(database, () => '')
  return database
}

it('answers with the defaults before anything was set', () => {
  expect(readSettings(open())).toEqual(DEFAULT_SETTINGS)
})

it('changes what is given and keeps the rest, null included', () => {
  const database = open()
  saveSettings(database, { model: 'gemma3:4b', concurrency: 3 })
  expect(saveSettings(database, { model: null, temperature: undefined })).toEqual({
    ...DEFAULT_SETTINGS,
    concurrency: 3,
  })
  expect(readSettings(database).concurrency).toBe(3)
})

it('falls back to the default for a stored value that is no longer allowed', () => {
  const database = open()
  database.run(`INSERT INTO setting (name, value) VALUES ('concurrency', '4000'), ('old', '1')`)
  expect(readSettings(database)).toEqual(DEFAULT_SETTINGS)
})
