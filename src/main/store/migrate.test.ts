import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Database } from './database.ts'
import { MIGRATIONS, migrate } from './migrate.ts'
import { openWorkspace } from './workspace.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const backupPath = (version: number) => join(folder, `backup-${version}.db`)
const tables = (database: Database) =>
  database.all<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table'`).map((row) => row.name)

describe('migrations', () => {
  it('are numbered from 1 without gaps', () => {
    expect(MIGRATIONS.map((migration) => migration.version)).toEqual(MIGRATIONS.map((_, index) => index + 1))
  })

  it('0001-initial makes every table of the design, strict and sound', () => {
    const database = new Database(':memory:')
    expect(migrate(database, backupPath, MIGRATIONS.slice(0, 1))).toEqual([1])
    for (const name of ['dataset', 'item', 'proposal', 'decision', 'snapshot', 'run', 'job']) {
      expect(tables(database)).toContain(name)
    }
    expect(database.integrityProblems()).toEqual([])
    expect(() => database.run(`INSERT INTO setting (name, value) VALUES ('a', x'00')`)).toThrow(/TEXT/)
    database.close()
  })

  it('0001-initial keeps proposals as they were said', () => {
    const database = new Database(':memory:')
    migrate(database, backupPath, MIGRATIONS.slice(0, 1))
    database.script(`
      INSERT INTO dataset VALUES (1, 'd', 'ready', 0, 0, '{}', '{}');
      INSERT INTO item (id, dataset_id, position, external_id, title, description, attributes)
        VALUES (1, 1, 0, 'a', 'A', '', '[]');
      INSERT INTO job (id, dataset_id, state, options, created_at) VALUES (1, 1, 'done', '{}', 0);
      INSERT INTO proposal (id, dataset_id, item_id, job_id, generator, model, visual_positive, text, visual,
        attributes, flags, outside_edits, provenance, created_at)
        VALUES (1, 1, 1, 1, 'contrast', '', '', 'x', '', '[]', '[]', 0, '{}', 0);
    `)
    expect(() => database.run(`UPDATE proposal SET text = 'y'`)).toThrow('a proposal never changes')
    database.run('DELETE FROM dataset')
    expect(database.all('SELECT * FROM proposal')).toEqual([])
    database.close()
  })

  it('0002-paused-runs keeps runs with their series, and lets them pause', () => {
    const database = new Database(':memory:')
    migrate(database, backupPath, MIGRATIONS.slice(0, 1))
    database.script(`
      INSERT INTO dataset VALUES (1, 'd', 'ready', 0, 0, '{}', '{}');
      INSERT INTO run (id, dataset_id, config, state, version, created_at, started_at, finished_at, epoch, best_epoch)
        VALUES (7, 1, '{}', 'finished', '0.1.0', 0, 1000, 3500, 2, 1), (8, 1, '{}', 'queued', '0.1.0', 0, NULL, NULL, 0, NULL);
      INSERT INTO run_epoch VALUES (7, 1, 0.5, 1, '{}'), (7, 2, 0.4, 1, NULL);
    `)
    expect(migrate(database, backupPath, MIGRATIONS.slice(0, 2))).toEqual([2])
    expect(database.all('SELECT id, state, trained_ms, training_since FROM run ORDER BY id')).toEqual([
      { id: 7, state: 'finished', trained_ms: 2500, training_since: null },
      { id: 8, state: 'queued', trained_ms: 0, training_since: null },
    ])
    expect(database.all('SELECT run_id, epoch, loss, best FROM run_epoch')).toEqual([
      { run_id: 7, epoch: 1, loss: 0.5, best: 1 },
      { run_id: 7, epoch: 2, loss: 0.4, best: 0 },
    ])
    database.run(`UPDATE run SET state = 'paused' WHERE id = 8`)
    expect(() => database.run(`UPDATE run SET state = 'asleep'`)).toThrow(/CHECK/)
    expect(database.integrityProblems()).toEqual([])
    database.run('DELETE FROM run WHERE id = 7')
    expect(database.all('SELECT * FROM run_epoch')).toEqual([])
    database.run('DELETE FROM dataset')
    expect(database.all('SELECT * FROM run')).toEqual([])
    database.close()
  })

  it('0004-generators renames the rule-based generator and keeps all that refers to proposals', () => {
    const database = new Database(':memory:')
    migrate(database, backupPath, MIGRATIONS.slice(0, 3))
    database.script(`
      INSERT INTO dataset VALUES (1, 'd', 'ready', 0, 0, '{}', '{}');
      INSERT INTO item (id, dataset_id, position, external_id, title, description, attributes)
        VALUES (1, 1, 0, 'a', 'A', '', '[]');
      INSERT INTO job (id, dataset_id, state, options, created_at) VALUES
        (1, 1, 'done', '{"generator":"contrast","seed":1}', 0), (2, 1, 'done', '{"generator":"ollama"}', 0);
      INSERT INTO proposal (id, dataset_id, item_id, job_id, generator, model, visual_positive, text, visual,
        attributes, flags, outside_edits, provenance, created_at) VALUES
        (1, 1, 1, 1, 'contrast', 'no model', '', 'x', '', '[]', '[]', 0,
          '{"generator":"contrast","options":{"generator":"contrast","seed":1}}', 0),
        (2, 1, 1, 2, 'ollama', 'm', '', 'y', '', '[]', '[]', 0, '{"generator":"ollama"}', 0);
      INSERT INTO step (id, annotator, created_at) VALUES (1, 'ann', 0);
      INSERT INTO decision (step_id, proposal_id, verdict) VALUES (1, 1, 'accept');
    `)
    expect(migrate(database, backupPath, MIGRATIONS.slice(0, 4))).toEqual([4])
    expect(database.all('SELECT id, generator, state, text FROM proposal_state ORDER BY id')).toEqual([
      { id: 1, generator: 'rule-based', state: 'accepted', text: 'x' },
      { id: 2, generator: 'ollama', state: 'pending', text: 'y' },
    ])
    expect(database.all('SELECT provenance FROM proposal ORDER BY id')).toEqual([
      { provenance: '{"generator":"rule-based","options":{"generator":"rule-based","seed":1}}' },
      { provenance: '{"generator":"ollama"}' },
    ])
    expect(database.all('SELECT options FROM job ORDER BY id')).toEqual([
      { options: '{"generator":"rule-based","seed":1}' },
      { options: '{"generator":"ollama"}' },
    ])
    expect(() => database.run(`UPDATE proposal SET text = 'y'`)).toThrow('a proposal never changes')
    expect(database.integrityProblems()).toEqual([])
    database.run('DELETE FROM dataset')
    expect(database.all('SELECT * FROM decision')).toEqual([])
    database.close()
  })

  it('0010-strategies keeps templates with their versions, and what failed items said', () => {
    const database = new Database(':memory:')
    migrate(database, backupPath, MIGRATIONS.slice(0, 9))
    database.script(`
      INSERT INTO template VALUES (3, 'mask', 'Mine', 0);
      INSERT INTO template_version VALUES (3, 1, 's', 'p', 0), (3, 2, 's', 'q', 0);
      INSERT INTO dataset (id, name, state, synthetic, created_at, options, counts) VALUES (1, 'd', 'ready', 0, 0, '{}', '{}');
      INSERT INTO item (id, dataset_id, position, external_id, title, description, attributes)
        VALUES (1, 1, 0, 'a', 'A', '', '[]'), (2, 1, 1, 'b', 'B', '', '[]');
      INSERT INTO job (id, dataset_id, options, created_at) VALUES (1, 1, '{}', 0);
      INSERT INTO job_item (job_id, item_id, state, raw_answer) VALUES (1, 1, 'failed', 'I "cannot".'), (1, 2, 'failed', NULL);
    `)
    expect(migrate(database, backupPath, MIGRATIONS.slice(0, 10))).toEqual([10])
    expect(database.all('SELECT id, kind, name, builtin FROM template')).toEqual([
      { id: 3, kind: 'mask', name: 'Mine', builtin: 0 },
    ])
    expect(database.all('SELECT version, prompt FROM template_version ORDER BY version')).toEqual([
      { version: 1, prompt: 'p' },
      { version: 2, prompt: 'q' },
    ])
    database.run(`INSERT INTO template (kind, name, builtin) VALUES ('values', 'Mine', 0)`)
    expect(database.all('SELECT answers FROM job_item ORDER BY item_id')).toEqual([
      { answers: JSON.stringify(['I "cannot".']) },
      { answers: null },
    ])
    database.run('DELETE FROM template WHERE id = 3')
    expect(database.all('SELECT * FROM template_version')).toEqual([])
    expect(database.integrityProblems()).toEqual([])
    database.close()
  })

  it('0005-job-states renames the states of jobs and keeps their items and proposals', () => {
    const database = new Database(':memory:')
    migrate(database, backupPath, MIGRATIONS.slice(0, 4))
    database.script(`
      INSERT INTO dataset VALUES (1, 'd', 'ready', 0, 0, '{}', '{}');
      INSERT INTO item (id, dataset_id, position, external_id, title, description, attributes)
        VALUES (1, 1, 0, 'a', 'A', '', '[]');
      INSERT INTO job (id, dataset_id, state, options, created_at) VALUES
        (1, 1, 'done', '{}', 0), (2, 1, 'cancelled', '{}', 0), (3, 1, 'paused', '{}', 0);
      INSERT INTO job_item (job_id, item_id, state) VALUES (1, 1, 'done');
      INSERT INTO proposal (id, dataset_id, item_id, job_id, generator, model, visual_positive, text, visual,
        attributes, flags, outside_edits, provenance, created_at)
        VALUES (1, 1, 1, 1, 'rule-based', '', '', 'x', '', '[]', '[]', 0, '{}', 0);
    `)
    expect(migrate(database, backupPath, MIGRATIONS.slice(0, 5))).toEqual([5])
    expect(database.all('SELECT id, state FROM job ORDER BY id')).toEqual([
      { id: 1, state: 'finished' },
      { id: 2, state: 'stopped' },
      { id: 3, state: 'paused' },
    ])
    expect(() => database.run(`UPDATE job SET state = 'cancelled'`)).toThrow(/CHECK/)
    expect(database.all('SELECT state FROM job_item')).toEqual([{ state: 'done' }])
    expect(database.all('SELECT text FROM proposal')).toEqual([{ text: 'x' }])
    expect(database.integrityProblems()).toEqual([])
    database.close()
  })

  it('0006-sample-worlds keeps the seed of the sample shop, and no longer what decides its choices', () => {
    const database = new Database(':memory:')
    migrate(database, backupPath, MIGRATIONS.slice(0, 5))
    database.script(`
      INSERT INTO dataset VALUES
        (1, 'shop', 'ready', 1, 0, '{"recipe":{"seed":1501,"keyAttributes":["colour"]}}', '{}'),
        (2, 'own', 'ready', 0, 0, '{"name":"own"}', '{}');
    `)
    expect(migrate(database, backupPath, MIGRATIONS.slice(0, 6))).toEqual([6])
    expect(database.all('SELECT options FROM dataset ORDER BY id')).toEqual([
      { options: '{"sample":{"world":{"name":"shop"},"seed":1501}}' },
      { options: '{"name":"own"}' },
    ])
    database.close()
  })

  it('0007-attributes keeps snapshots as curated ones without verdicts on attributes', () => {
    const database = new Database(':memory:')
    migrate(database, backupPath, MIGRATIONS.slice(0, 6))
    database.script(`
      INSERT INTO dataset VALUES (1, 'd', 'ready', 0, 0, '{}', '{}');
      INSERT INTO snapshot (id, dataset_id, name, hash, created_at) VALUES (1, 1, 'first', 'abc', 0);
    `)
    expect(migrate(database, backupPath, MIGRATIONS.slice(0, 7))).toEqual([7])
    expect(database.all('SELECT name, hash, which, attributes FROM snapshot')).toEqual([
      { name: 'first', hash: 'abc', which: 'curated', attributes: '{"names":[],"values":[],"roles":[]}' },
    ])
    database.close()
  })

  it('0008-studies keeps a plan as it was written, and a run as long as its study', () => {
    const database = new Database(':memory:')
    migrate(database, backupPath, MIGRATIONS.slice(0, 7))
    database.script(`
      INSERT INTO dataset VALUES (1, 'd', 'ready', 0, 0, '{}', '{}');
      INSERT INTO run (id, dataset_id, config, state, version, created_at)
        VALUES (1, 1, '{}', 'finished', '0.1.0', 0), (2, 1, '{}', 'finished', '0.1.0', 0);
    `)
    migrate(database, backupPath, MIGRATIONS.slice(0, 8))
    database.script(`
      INSERT INTO study (id, name, plan, hash, state, version, created_at) VALUES (1, 's', '{}', 'h', 'queued', '1', 0);
      INSERT INTO study_replication VALUES (1, 0, 1);
      INSERT INTO study_trial VALUES (1, 0, 'a', 'final', '{}', 1, 2, 1);
    `)
    database.run(`UPDATE study SET state = 'running', name = 't'`)
    expect(() => database.run(`UPDATE study SET plan = '[]'`)).toThrow('the plan of a study never changes')
    expect(() => database.run(`INSERT INTO study_trial VALUES (1, 0, 'a', 'final', '{}', 1, 1, 1)`)).toThrow()
    expect(() => database.run('DELETE FROM run WHERE id = 2')).toThrow()
    expect(() => database.run('DELETE FROM dataset')).toThrow()
    database.run('DELETE FROM study')
    database.run('DELETE FROM dataset')
    expect(database.all('SELECT * FROM study_trial')).toEqual([])
    database.close()
  })

  it('leave a copy of the data as it was before', () => {
    const path = join(folder, 'studio.db')
    const database = new Database(path)
    const first = { version: 1, name: 'first', sql: 'CREATE TABLE a (x)' }
    migrate(database, backupPath, [first])
    database.run('INSERT INTO a VALUES (7)')
    migrate(database, backupPath, [first, { version: 2, name: 'second', sql: 'DROP TABLE a' }])
    database.close()
    const copy = new Database(backupPath(1))
    expect(copy.all('SELECT x FROM a')).toEqual([{ x: 7 }])
    copy.close()
  })

  it('change nothing when one of them fails', () => {
    const database = new Database(join(folder, 'studio.db'))
    const broken = { version: 1, name: 'broken', sql: 'CREATE TABLE a (x); CREATE TABLE a (x);' }
    expect(() => migrate(database, backupPath, [broken])).toThrow(/already exists/)
    expect(tables(database)).toEqual([])
    database.close()
  })

  it('refuse the workspace of a newer studio', () => {
    const database = new Database(join(folder, 'studio.db'))
    database.script('PRAGMA user_version = 9999')
    expect(() => migrate(database, backupPath)).toThrow(/newer studio/)
    database.close()
  })

  it('0017-imported-snapshots keeps what snapshots froze, in its order', () => {
    const database = new Database(':memory:')
    migrate(database, backupPath, MIGRATIONS.slice(0, 16))
    database.script(`
      INSERT INTO dataset VALUES (1, 'd', 'ready', 0, 0, '{}', '{}');
      INSERT INTO item (id, dataset_id, position, external_id, title, description, category, attributes)
        VALUES (1, 1, 0, 'a', 'A', '', NULL, '[]');
      INSERT INTO job (id, dataset_id, options, created_at, state) VALUES
        (1, 1, '{}', 0, 'finished'), (2, 1, '{}', 0, 'finished');
      INSERT INTO proposal (
        id, dataset_id, item_id, job_id, generator, model, visual_positive, text, visual, attributes, flags, outside_edits,
        provenance, created_at
      ) VALUES
        (4, 1, 1, 1, 'ollama', 'm', '', 'x', '', '[]', '[]', 0, '{}', 0),
        (7, 1, 1, 2, 'ollama', 'm', '', 'y', '', '[]', '[]', 0, '{}', 0);
      INSERT INTO snapshot (id, dataset_id, name, hash, created_at) VALUES (1, 1, 's', 'h', 60);
      INSERT INTO snapshot_negative (
        snapshot_id, proposal_id, item_id, edited, visual_positive, text, visual, attributes, decision_id
      ) VALUES (1, 7, 1, 1, 'v', 'y!', '', '[]', 3), (1, 4, 1, 0, 'v', 'x', '', '[]', 2);
    `)
    expect(migrate(database, backupPath, MIGRATIONS.slice(0, 17))).toEqual([17])
    expect(
      database.all(
        'SELECT place, proposal_id, edited, decision_id, text, proposed, origin FROM snapshot_negative',
      ),
    ).toEqual([
      { place: 1, proposal_id: 4, edited: 0, decision_id: 2, text: 'x', proposed: null, origin: null },
      { place: 2, proposal_id: 7, edited: 1, decision_id: 3, text: 'y!', proposed: null, origin: null },
    ])
    expect(database.all('SELECT name, note FROM snapshot')).toEqual([{ name: 's', note: '' }])
    database.close()
  })

  it('0012-standing works out what stands, keeps steps and verdicts, and names the decisions behind snapshots', () => {
    const database = new Database(':memory:')
    migrate(database, backupPath, MIGRATIONS.slice(0, 11))
    const columns =
      'id, dataset_id, item_id, job_id, generator, model, visual_positive, text, visual, attributes, flags, balance, outside_edits, provenance, created_at'
    const proposal = (id: number, balance: number | null) =>
      `(${id}, 1, ${id}, 1, 'ollama', 'm', '', 'x', '', '[]', '["unbalanced"]', ${balance}, 0, '{}', 0)`
    database.script(`
      INSERT INTO dataset VALUES (1, 'd', 'ready', 0, 0, '{}', '{}');
      INSERT INTO item (id, dataset_id, position, external_id, title, description, category, attributes) VALUES
        (1, 1, 0, 'a', 'A', '', 'Mugs', '[]'), (2, 1, 1, 'b', 'B', '', NULL, '[]'), (3, 1, 2, 'c', 'C', '', NULL, '[]');
      INSERT INTO job (id, dataset_id, options, created_at, state) VALUES (1, 1, '{}', 0, 'finished');
      INSERT INTO proposal (${columns}) VALUES ${proposal(1, 0.5)}, ${proposal(2, null)}, ${proposal(3, 0.1)};
      INSERT INTO step (id, annotator, undoes, dwell, created_at) VALUES
        (1, 'Ada', NULL, 900, 10), (2, 'Ben', NULL, NULL, 20), (3, 'Ada', NULL, NULL, 30), (4, 'Ada', 3, NULL, 40),
        (5, 'Ada', NULL, NULL, 50);
      INSERT INTO decision (step_id, proposal_id, verdict, content, note) VALUES
        (1, 1, 'accept', NULL, 'good'), (1, 2, 'reject', NULL, NULL), (2, 2, 'edit', '{}', NULL), (3, 3, 'skip', NULL, NULL);
      INSERT INTO attribute_verdict (step_id, dataset_id, kind, attribute, verdict) VALUES (5, 1, 'role', 'colour', 'key');
      INSERT INTO snapshot (id, dataset_id, name, hash, created_at) VALUES (1, 1, 's', 'h', 60);
      INSERT INTO snapshot_negative (snapshot_id, proposal_id, item_id, edited, visual_positive, text, visual, attributes)
        VALUES (1, 1, 1, 0, '', '', '', '[]'), (1, 2, 2, 1, '', '', '', '[]');
    `)
    expect(migrate(database, backupPath, MIGRATIONS.slice(0, 12))).toEqual([12])
    expect(database.all('SELECT id, state, annotator, decision_id FROM proposal_state ORDER BY id')).toEqual([
      { id: 1, state: 'accepted', annotator: 'Ada', decision_id: 1 },
      { id: 2, state: 'edited', annotator: 'Ben', decision_id: 3 },
      { id: 3, state: 'pending', annotator: null, decision_id: null },
    ])
    expect(
      database.all('SELECT id, kind, target, standing, dataset_id, decisions, dwell FROM step ORDER BY id'),
    ).toEqual([
      { id: 1, kind: 'decide', target: null, standing: 1, dataset_id: 1, decisions: 2, dwell: 900 },
      { id: 2, kind: 'decide', target: null, standing: 1, dataset_id: 1, decisions: 1, dwell: null },
      { id: 3, kind: 'decide', target: null, standing: 0, dataset_id: 1, decisions: 1, dwell: null },
      { id: 4, kind: 'undo', target: 3, standing: 1, dataset_id: 1, decisions: 1, dwell: null },
      { id: 5, kind: 'attributes', target: null, standing: 1, dataset_id: 1, decisions: 0, dwell: null },
    ])
    expect(database.all('SELECT step_id, attribute FROM attribute_verdict')).toEqual([
      { step_id: 5, attribute: 'colour' },
    ])
    expect(database.all('SELECT decision_id FROM snapshot_negative ORDER BY proposal_id')).toEqual([
      { decision_id: 1 },
      { decision_id: 3 },
    ])
    expect(database.all('SELECT proposal_id FROM standing ORDER BY by_balance')).toEqual([
      { proposal_id: 3 },
      { proposal_id: 1 },
      { proposal_id: 2 },
    ])
    expect(database.all('SELECT sum(count) AS count FROM tally')).toEqual([{ count: 3 }])
    expect(database.integrityProblems()).toEqual([])
    database.run('DELETE FROM dataset')
    expect(database.all('SELECT * FROM standing')).toEqual([])
    expect(database.all('SELECT * FROM tally')).toEqual([])
    database.close()
  })

  it('0013-appended-interactions keeps interactions, by user and by item', () => {
    const database = new Database(':memory:')
    migrate(database, backupPath, MIGRATIONS.slice(0, 12))
    database.script(`
      INSERT INTO dataset VALUES (1, 'd', 'ready', 0, 0, '{}', '{}');
      INSERT INTO item (id, dataset_id, position, external_id, title, description, attributes)
        VALUES (1, 1, 0, 'a', 'Mug', '', '[]'), (2, 1, 1, 'b', 'Cup', '', '[]');
      INSERT INTO user (id, dataset_id, position, external_id) VALUES (5, 1, 0, 'u'), (6, 1, 1, 'v');
      INSERT INTO interaction VALUES (5, 2, 4.5, 10, 0), (5, 1, NULL, NULL, 1), (6, 1, 3, 20, 2);
    `)
    expect(migrate(database, backupPath, MIGRATIONS.slice(0, 13))).toEqual([13])
    expect(database.all('SELECT * FROM interaction ORDER BY user_id, item_id')).toEqual([
      { user_id: 5, item_id: 1, rating: null, timestamp: null, split: 1 },
      { user_id: 5, item_id: 2, rating: 4.5, timestamp: 10, split: 0 },
      { user_id: 6, item_id: 1, rating: 3, timestamp: 20, split: 2 },
    ])
    expect(database.all('SELECT * FROM item_interaction ORDER BY item_id, user_id')).toEqual([
      { item_id: 1, user_id: 5, timestamp: null, split: 1 },
      { item_id: 1, user_id: 6, timestamp: 20, split: 2 },
      { item_id: 2, user_id: 5, timestamp: 10, split: 0 },
    ])
    const found = `SELECT rowid AS id FROM item_search WHERE item_search MATCH 'mug'`
    expect(database.all(found)).toEqual([{ id: 1 }])
    expect(database.integrityProblems()).toEqual([])
    database.run('DELETE FROM dataset')
    expect(database.all('SELECT * FROM interaction')).toEqual([])
    expect(database.all('SELECT * FROM item_interaction')).toEqual([])
    expect(database.all(found)).toEqual([])
    database.close()
  })

  it('0015-views-and-orders gives every proposal its place in the new orders', () => {
    const database = new Database(':memory:')
    migrate(database, backupPath, MIGRATIONS.slice(0, 14))
    database.script(`
      INSERT INTO dataset VALUES (1, 'd', 'ready', 0, 0, '{}', '{}');
      INSERT INTO item (id, dataset_id, position, external_id, title, description, attributes, category)
        VALUES (1, 1, 0, 'a', 'Mug', '', '[]', 'Mugs'), (2, 1, 1, 'b', 'Lamp', '', '[]', 'Lamps');
    `)
    const propose = (id: number, item: number) => {
      database.run(
        `INSERT INTO job (id, dataset_id, options, created_at, state) VALUES (:id, 1, '{}', 0, 'finished')`,
        { id },
      )
      database.run(
        `INSERT INTO proposal (id, dataset_id, item_id, job_id, generator, model, text, visual, visual_positive, attributes,
           flags, outside_edits, provenance, created_at)
         VALUES (:id, 1, :item, :id, 'rule-based', 'no model', '', '', '', '[]', '[]', 0, '{}', 0)`,
        { id, item },
      )
    }
    for (const [id, item] of [
      [1, 1],
      [2, 1],
      [3, 2],
    ] as const) {
      propose(id, item)
    }
    database.run('INSERT INTO hardness VALUES (2, 9, 0.75)')
    expect(migrate(database, backupPath, MIGRATIONS.slice(0, 15))).toEqual([15])
    propose(4, 2)
    database.run('INSERT INTO hardness VALUES (4, 9, 0.5)')
    expect(
      database.all(
        'SELECT proposal_id AS id, by_hardness, by_uncertainty, by_turn FROM standing ORDER BY proposal_id',
      ),
    ).toEqual([
      { id: 1, by_hardness: 1e9, by_uncertainty: 1e9, by_turn: 0 },
      { id: 2, by_hardness: -0.75, by_uncertainty: 0.25, by_turn: 1 },
      { id: 3, by_hardness: 1e9, by_uncertainty: 1e9, by_turn: 0 },
      { id: 4, by_hardness: -0.5, by_uncertainty: 0, by_turn: 1 },
    ])
    database.run('DELETE FROM hardness WHERE proposal_id = 2')
    database.run('DELETE FROM proposal WHERE id = 4')
    expect(database.all('SELECT proposal_id AS id FROM standing WHERE by_hardness < 1e9')).toEqual([])
    expect(database.all('SELECT sum(count) AS count FROM tally')).toEqual([{ count: 3 }])
    expect(database.integrityProblems()).toEqual([])
    database.close()
  })
})

describe('openWorkspace', () => {
  it('refuses a file that is no database, and leaves it alone', () => {
    writeFileSync(
      join(folder, 'studio.db'),
      'this is a letter, not a database, and long enough to be sure of it',
    )
    expect(() => openWorkspace(folder)).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT', location: { file: join(folder, 'studio.db') } }),
    )
  })

  it('opens the same data again', () => {
    const first = openWorkspace(folder)
    first.database.run(`INSERT INTO setting VALUES ('a', '1')`)
    first.database.close()
    const second = openWorkspace(folder)
    expect(second.database.all('SELECT * FROM setting')).toEqual([{ name: 'a', value: '1' }])
    second.database.close()
  })
})
