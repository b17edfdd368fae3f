import type { Database } from '../database.ts'

/** Statements that a test lets fail, as a full disk does. */
export type FailingStatement = 'insert into interaction' | 'update of run'

const EVENTS: Record<FailingStatement, string> = {
  'insert into interaction': 'INSERT ON interaction',
  'update of run': 'UPDATE ON run',
}

/**
 * Lets every such statement fail with "disk is full".
 *
 * @returns a function that lets them succeed again
 */
export function failWrites(database: Database, statement: FailingStatement): () => void {
  database.script(
    `CREATE TRIGGER failing_write BEFORE ${EVENTS[statement]} BEGIN SELECT RAISE (ABORT, 'disk is full'); END`,
  )
  return () => database.script('DROP TRIGGER failing_write')
}
