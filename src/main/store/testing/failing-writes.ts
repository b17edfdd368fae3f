import type { Database } from '../database.ts'

/** Statements that a test lets fail, as a full disk does. */
export type FailingStatement = 'insert into interaction' | 'update of run' | 'release of a lease'

const EVENTS: Record<FailingStatement, string> = {
  'insert into interaction': 'INSERT ON interaction',
  'update of run': 'UPDATE ON run',
  'release of a lease': `UPDATE ON job_item WHEN NEW.state = 'waiting'`,
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

/**
 * Lets every lease of an item fail no sooner than with the end of its transaction, as a disk does that is full by then.
 *
 * @returns a function that lets them succeed again
 */
export function failCommitsOfLeases(database: Database): () => void {
  database.script(
    `CREATE TABLE nowhere (id INTEGER PRIMARY KEY);
     CREATE TABLE pointer (id INTEGER REFERENCES nowhere (id) DEFERRABLE INITIALLY DEFERRED);
     CREATE TRIGGER failing_commit AFTER UPDATE ON job_item WHEN NEW.state = 'leased'
     BEGIN INSERT INTO pointer VALUES (1); END`,
  )
  return () => database.script('DROP TRIGGER failing_commit; DROP TABLE pointer; DROP TABLE nowhere')
}
