import { Database } from './database.ts'

/** The version of SQLite that the store runs on, asked of a database of its own. Throws where the module does not load. */
export function sqliteVersion(): string {
  const database = new Database(':memory:')
  try {
    return database.get<{ version: string }>('SELECT sqlite_version() AS version')?.version ?? 'unknown'
  } finally {
    database.close()
  }
}
