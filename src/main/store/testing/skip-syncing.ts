import type { Database } from '../database.ts'

/** Lets writes of a test that nobody cuts off be as quick as memory: they no longer wait for the disk. */
export function skipSyncing(database: Database): void {
  database.script('PRAGMA synchronous = OFF')
}
