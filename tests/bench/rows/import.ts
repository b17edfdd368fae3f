import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { readDatasets } from '#main/store/dataset-repository.ts'
import {
  type DatasetRows,
  insertAtOnce,
  insertPlainly,
  readDatasetRows,
} from '#main/store/testing/insert-at-once.ts'
import { closeWorkspace, openWorkspace, type Workspace } from '#main/store/workspace.ts'
import { Annotator } from '#shared/contract/ids.ts'
import { type ServedStudio, serveCommand } from '#tests/support/studio.ts'
import { GOALS } from '../goals.ts'
import { percentile95 } from '../percentile95.ts'
import type { Line } from '../report.ts'
import { alternate, quotient, type Round, roundOf, summarize } from '../rounds.ts'
import type { Settings } from '../settings.ts'
import { writeCatalogue } from '../write-catalogue.ts'

const SIZE = { items: 100_000, interactions: 1_000_000 }
const WHAT = 'one million interactions over 100,000 items'
const SEED = 1
/** Milliseconds from one decision to the next. */
const PAUSE = 50
const annotator = Annotator.parse('Ada')

type Files = Awaited<ReturnType<typeof writeCatalogue>>

/** An import by the command, from its start to its end, against SQLite that is handed the rows; and what else waits for it. */
export async function measureImport(settings: Settings): Promise<Line[]> {
  const { rounds, folder, studio } = settings
  const files = await writeCatalogue(folder, SIZE, SEED)
  const importOnce = async (path: string) => {
    const words = ['--name', 'Shop', '--items', files.items, '--interactions', files.interactions]
    const left = ['--left-out', join(folder, 'left-out.csv')]
    await run(studio, path, 'import', ...words, ...left)
  }
  const first = join(folder, 'first')
  await run(studio, first, 'init')
  await importOnce(first)
  const rows = rowsOf(first)
  const times = await alternate(rounds, {
    async import(round) {
      const path = join(folder, `import-${round}`)
      await run(studio, path, 'init')
      return await timed(() => importOnce(path))
    },
    'same tables': async (round) => inserted(join(folder, `same-${round}`), rows, insertAtOnce),
    'plain tables': async (round) => inserted(join(folder, `plain-${round}`), rows, insertPlainly),
  })
  return [
    ratioLine('same tables', times.import, times['same tables']),
    ratioLine('plain tables', times.import, times['plain tables']),
    await measureDecisions(settings, files),
  ]
}

function ratioLine(tables: 'same tables' | 'plain tables', value: Round[], baseline: Round[]): Line {
  const { figure, spread } = quotient(value, baseline)
  const notes = {
    'same tables':
      'the baseline inserts what the import wrote, into the same tables and indexes, in one transaction',
    'plain tables':
      'the baseline inserts items, users and interactions, into tables without keys and indexes, in one transaction',
  }
  return {
    row: 'import',
    what: `import of ${WHAT}, ${tables}`,
    unit: 'x',
    goal: GOALS.import,
    outcome: {
      state: 'measured',
      figure,
      spread,
      value: { name: 'studio import', unit: 's', summary: summarize(value) },
      baseline: { name: `better-sqlite3, ${tables}`, unit: 's', summary: summarize(baseline) },
      notes: [
        `the import is the whole command: its start, two readings of the files, the split; ${notes[tables]}`,
      ],
    },
  }
}

function rowsOf(path: string): DatasetRows {
  const workspace = openWorkspace(path)
  try {
    const [dataset] = readDatasets(workspace.database)
    if (dataset === undefined) throw new Error('the import left no data set')
    return readDatasetRows(workspace.database, dataset.id)
  } finally {
    closeWorkspace(workspace)
  }
}

async function inserted(
  path: string,
  rows: DatasetRows,
  insert: (database: Workspace['database'], rows: DatasetRows) => void,
): Promise<Round> {
  await mkdir(path)
  const workspace = openWorkspace(path)
  try {
    return await timed(() => insert(workspace.database, rows))
  } finally {
    closeWorkspace(workspace)
  }
}

/** Decides and takes back, again and again, while the engine of a window imports. */
async function measureDecisions({ folder, studio, rounds }: Settings, files: Files): Promise<Line> {
  const path = join(folder, 'decided')
  await run(studio, path, 'init', '--sample')
  const engine = await serveCommand({ command: process.execPath, before: [studio], folder }, path)
  try {
    const pending = await pendingProposal(engine)
    const times: number[][] = []
    for (let round = 0; round < rounds; round++) {
      let isOver = false
      const importing = engine.client.imports
        .run({ name: `Shop ${round}`, format: 'csv', ...files })
        .finally(() => {
          isOver = true
        })
      const own: number[] = []
      while (!isOver) {
        own.push(await secondsOf(() => decide(engine, pending)))
        own.push(await secondsOf(() => engine.client.review.undo({ annotator })))
        await setTimeout(PAUSE)
      }
      await importing
      times.push(own)
    }
    const each = times.map(percentile95)
    return {
      row: 'import',
      what: `a decision during an import of ${WHAT}, 95th percentile`,
      unit: 's',
      goal: GOALS.decision,
      outcome: {
        state: 'measured',
        figure: percentile95(times.flat()),
        spread: [Math.min(...each), Math.max(...each)],
        value: { name: 'decision', unit: 's', summary: summarize(times.map(roundOf)) },
        baseline: null,
        notes: [
          `decided and taken back in turn; ${times.flat().length} calls, the longest ${Math.max(...times.flat()).toFixed(3)} s`,
        ],
      },
    }
  } finally {
    await engine.stop()
  }
}

async function pendingProposal({ client }: ServedStudio) {
  const [dataset] = await client.catalogue.datasets()
  if (dataset === undefined) throw new Error('the sample catalogue is missing')
  const { id: job } = await client.jobs.propose({ dataset: dataset.id, generator: 'rule-based', limit: 5 })
  while ((await client.jobs.get({ job })).state === 'running') await setTimeout(PAUSE)
  const { proposals } = await client.proposals.list({ filter: { dataset: dataset.id }, limit: 1 })
  const [proposal] = proposals
  if (proposal === undefined) throw new Error('nothing was proposed')
  return proposal.id
}

async function decide({ client }: ServedStudio, proposal: Awaited<ReturnType<typeof pendingProposal>>) {
  await client.review.decide({ annotator, decisions: [{ verdict: 'accept', proposal }] })
}

async function run(studio: string, workspace: string, ...words: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [studio, ...words, '--workspace', workspace, '--json'])
}

async function timed(work: () => unknown): Promise<Round> {
  return roundOf([await secondsOf(work)])
}

async function secondsOf(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}
