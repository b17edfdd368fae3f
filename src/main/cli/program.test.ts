import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { connect } from '#main/engine/client.ts'
import { NegativeRecord } from '#main/exports/negative-record.ts'
import { readDatasets } from '#main/store/dataset-repository.ts'
import { insertView } from '#main/store/view-repository.ts'
import { openWorkspace } from '#main/store/workspace.ts'
import { ReviewCard } from '#shared/contract/review.ts'
import { Comparison } from '#shared/contract/runs.ts'
import { DoctorReport } from '#shared/contract/system.ts'
import { BackendName } from '#shared/training/config.ts'
import { runStudio } from './program.ts'
import { jsonLines, runInFolder, type Watching } from './testing/run-in-folder.ts'

/** Says what a trainer says; goes on until it is told to pause or stop where it has many epochs before it. */
const FAKE_TRAINER = `
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
const folder = process.argv[2]
const { config } = JSON.parse(readFileSync(join(folder, 'input', 'run.json'), 'utf8'))
const send = (message) => new Promise((resolve) => process.send(message, undefined, undefined, resolve))
let told = null
process.on('message', ({ type }) => { told = type })
process.on('disconnect', () => process.exit(1))
const checkpoint = join(folder, 'output', 'checkpoint.safetensors')
const resumedFrom = existsSync(checkpoint) ? JSON.parse(readFileSync(checkpoint, 'utf8')) : null
await send({ type: 'started', backend: 'reference', device: 'a CPU', reason: 'it is there', parameters: 1, stepsPerEpoch: 4, resumedFrom })
let epoch = resumedFrom === null ? 0 : resumedFrom.epoch - 1
const last = resumedFrom === null ? config.epochs : epoch + 2
while (epoch < last && told === null) {
  epoch++
  await send({ type: 'progress', epoch, step: 2, stepsPerSecond: 1234 })
  await send({ type: 'epoch', epoch, loss: 1 / epoch, seconds: 0.5, ...(epoch % 2 === 0 && { validation: { 'recall@20': 0.1 } }), best: epoch === 2 })
  await new Promise((resolve) => setTimeout(resolve, 5))
}
const metrics = { 'recall@20': 0.2, 'ndcg@20': 0.1 }
if (told === 'pause') {
  mkdirSync(join(folder, 'output'), { recursive: true })
  writeFileSync(checkpoint, JSON.stringify({ epoch: epoch + 1, step: 0 }))
  await send({ type: 'paused', epoch: epoch + 1, step: 0 })
} else {
  await send({ type: 'finished', reason: told === 'stop' ? 'stopped' : 'epochs', epochs: epoch, bestEpoch: 2, secondsPerEpoch: 0.5, validation: metrics, test: metrics })
}
process.exit(0)
`

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'))
  writeFileSync(join(folder, 'trainer.mjs'), FAKE_TRAINER)
  const things = ['red cotton shirt', 'blue wool shirt', 'red wool coat', 'green cotton coat']
  const items = Array.from({ length: 12 }, (_, at) => `i${at},${things[at % 4]} ${at},Clothes`)
  writeFileSync(join(folder, 'items.csv'), ['id,title,category', ...items].join('\n'))
  const pairs = Array.from({ length: 8 }, (_, user) =>
    Array.from({ length: 10 }, (_, at) => `u${user},i${(user + at) % 12},4,${1000 + at}`),
  )
  writeFileSync(join(folder, 'pairs.csv'), ['user,item,rating,timestamp', ...pairs.flat(), 'u1'].join('\n'))
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const studio = (words: readonly string[], watching?: Watching) => runInFolder(folder, words, watching)

/** The lines of a successful command under `--json`, which must be all that standard output holds. */
async function json(command: string, ...words: string[]): Promise<unknown[]> {
  const { code, out, err } = await studio([command, ...words, '--workspace', 'shop', '--json'])
  if (code !== 0) throw new Error(`exit ${code}: ${err}`)
  return jsonLines(out)
}

describe('wrong usage', () => {
  it.each([
    ['an unknown command', ['frobnicate']],
    ['no command', []],
    ['a missing option', ['import', '--interactions', 'pairs.csv']],
    ['an unknown option', ['runs', '--wrong']],
    ['a value that is not a choice', ['train', '--dataset', 'shop', '--model', 'gpt']],
    ['a number that is none', ['serve', '--port', 'http']],
    ['a number out of range', ['import', '--name', 'x', '--interactions', 'y', '--k-core', '0']],
    ['a word too many', ['runs', 'please']],
    ['a run that is not a number', ['compare', 'first']],
    ['an empty name', ['undo', '--by', ' ']],
    ['an assignment without a value', ['train', '--dataset', 'a', '--model', 'neggen', '--set', 'lambda']],
  ])('%s ends with 2 and touches nothing', async (_, words) => {
    const { code, out, err } = await studio([...words])
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).not.toBe('')
    expect(existsSync(join(folder, 'studio.db'))).toBe(false)
  })

  it('is told to scripts as JSON', async () => {
    const { code, out } = await studio(['import', '--json'])
    expect(code).toBe(2)
    expect(jsonLines(out)).toEqual([
      { error: { code: 'USAGE', message: "required option '--name <name>' not specified" } },
    ])
  })
})

it('prints help and its version on standard output, and ends with 0', async () => {
  expect(await studio(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('propose') })
  expect(await studio(['--version'])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  })
})

it('does not make a workspace where none was asked for', async () => {
  const { code, out, err } = await studio(['runs', '--workspace', 'nowhere', '--json'])
  expect(code).toBe(1)
  expect(jsonLines(out)).toEqual([
    {
      error: {
        code: 'NOT_FOUND',
        message: `${join(folder, 'nowhere')} is not a workspace.`,
        retry: 'Make one with `studio init`, or name one with --workspace.',
      },
    },
  ])
  expect(err).toContain('is not a workspace')
  expect(existsSync(join(folder, 'nowhere'))).toBe(false)
})

describe('from a data set to a comparison', () => {
  beforeAll(async () => {
    expect(await json('init')).toEqual([{ workspace: join(folder, 'shop') }])
    const words = ['--name', 'shop', '--items', 'items.csv', '--interactions', 'pairs.csv']
    const [report] = await json('import', ...words)
    expect(report).toEqual({
      dataset: 'shop',
      items: 12,
      users: 8,
      interactions: 80,
      images: 0,
      train: 64,
      validation: 8,
      test: 8,
      leftOut: [
        { file: join(folder, 'pairs.csv'), reason: '… value in a table of … columns', count: 1, lines: [82] },
      ],
      leftOutList: join(folder, 'shop-left-out.csv'),
      encodings: [],
      warnings: [],
    })
    expect(readFileSync(join(folder, 'shop-left-out.csv'), 'utf8')).toContain('pairs.csv,82,')
  })

  it('refuses the same name twice, and formats that it does not read', async () => {
    const words = ['import', '--workspace', 'shop', '--interactions', 'pairs.csv', '--name']
    expect(await studio([...words, 'shop', '--items', 'items.csv'])).toMatchObject({ code: 1 })
    expect(await studio([...words, 'new', '--format', 'xlsx'])).toMatchObject({
      code: 1,
      err: 'The format “xlsx” is not supported here; export it as CSV. The formats are csv, tsv, jsonl, amazon, parquet, mmrec.\n',
    })
  })

  it('names the data sets that there are', async () => {
    expect(await studio(['proposals', '--dataset', 'shoop', '--workspace', 'shop'])).toMatchObject({
      code: 1,
      err: 'There is no data set "shoop". There are "shop".\n',
    })
  })

  it('proposes so many, then the rest, then nothing', async () => {
    const words = ['--dataset', 'shop', '--generator', 'rule-based']
    const counts = z.object({ proposed: z.int(), failed: z.int(), seconds: z.number() })
    const run = async (...more: string[]) => counts.parse((await json('propose', ...words, ...more)).at(-1))
    const first = await run('--limit', '5')
    expect(first.proposed + first.failed).toBe(5)
    const second = await run()
    // What failed is tried again.
    expect(first.proposed + second.proposed + second.failed).toBe(12)
    expect((await run()).proposed).toBe(0)
    expect((await run('--set', 'seed=2', '--set', 'concurrency=3', '--limit', '1')).failed).toBe(0)
  })

  it.each([
    [['--set', 'seed=-1'], 'Seed must be a whole number of at least 0.'],
    [['--set', 'temperature=1'], 'Rule-based (no model): There is no setting "temperature". There are'],
    [['--model', 'm'], 'There is no setting "model"'],
  ])('refuses %j of a generator that does not take it', async (words, sentence) => {
    const propose = ['propose', '--dataset', 'shop', '--generator', 'rule-based', '--workspace', 'shop']
    const { code, err } = await studio([...propose, ...words])
    expect(code).toBe(2)
    expect(err).toContain(sentence)
  })

  it('pauses on Ctrl-C, and the same command goes on', async () => {
    const interrupt = new AbortController()
    interrupt.abort()
    await json('import', '--name', 'again', '--items', 'items.csv', '--interactions', 'pairs.csv')
    const propose = [
      'propose',
      '--dataset',
      'again',
      '--generator',
      'rule-based',
      '--workspace',
      'shop',
      '--json',
    ]
    const stopped = await studio(propose, { interrupted: interrupt.signal })
    expect(stopped.code).toBe(130)
    const Counts = z.object({ proposed: z.int(), failed: z.int() })
    const before = Counts.parse(jsonLines(stopped.out).at(-1))
    expect(before.proposed + before.failed).toBeLessThan(12)
    const resumed = await studio(propose)
    expect(resumed.err).toMatch(/^Going on with job \d+: \d+ of 12 items are left\./)
    const after = Counts.parse(jsonLines(resumed.out).at(-1))
    expect(before.proposed + before.failed + after.proposed + after.failed).toBeGreaterThanOrEqual(12)
  })

  it('lists, decides, undoes and saves a snapshot', async () => {
    const cards = (await json('proposals', '--dataset', 'shop')).map((card) => ReviewCard.parse(card))
    const [first, second] = cards
    if (first === undefined || second === undefined) throw new Error('no proposals')
    const by = ['--by', 'ada']
    const one = ['--proposal', String(first.id)]
    expect(await json('decide', ...one, '--verdict', 'reject', ...by)).toEqual([{ decided: 1 }])

    writeFileSync(join(folder, 'edit.json'), JSON.stringify({ ...second.current, text: 'A green coat' }))
    const other = ['--proposal', String(second.id)]
    const edit = ['--verdict', 'edit', '--edit', 'edit.json']
    expect(await json('decide', ...other, ...edit, ...by)).toEqual([{ decided: 1 }])
    const left = cards.length - 2
    const all = ['--all-pending', '--dataset', 'shop', '--verdict', 'accept', ...by]
    expect(await json('decide', ...all)).toEqual([{ decided: left }])

    expect(await json('undo', ...by)).toEqual([
      {
        undone: {
          step: 3,
          proposals: expect.any(Array),
          changed: left,
          kept: [],
          description: `${left} accepts`,
        },
      },
    ])
    expect(await json('proposals', '--dataset', 'shop', '--state', 'pending')).toHaveLength(left)
    expect(await json('decide', ...all)).toEqual([{ decided: left }])
    expect(await json('undo', '--by', 'grace')).toEqual([{ undone: null }])

    const [frozen] = await json('snapshot', '--dataset', 'shop', '--name', 'first')
    expect(frozen).toEqual({
      snapshot: 'first',
      which: 'curated',
      negatives: left + 1,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  it('lists what a saved view shows, and says which views there are', async () => {
    const { database } = openWorkspace(join(folder, 'shop'))
    const [dataset] = readDatasets(database)
    if (dataset === undefined) throw new Error('no data set')
    const filter = { states: ['edited' as const] }
    insertView(database, { dataset: dataset.id, name: 'Edited', filter, sort: 'newest', createdAt: 0 })
    database.close()
    const shop = ['--dataset', 'shop'] as const
    expect(await json('views', ...shop)).toMatchObject([{ name: 'Edited', filter, sort: 'newest' }])
    expect(await json('proposals', ...shop, '--view', 'Edited')).toMatchObject([{ state: 'edited' }])
    expect(await studio(['proposals', ...shop, '--view', 'edits', '--workspace', 'shop'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('shop has no view ‘edits’. It has ‘Edited’.'),
    })
  })

  it('exports a snapshot with a data card, and says what keeps it from doing so', async () => {
    const where = ['--what', 'curated', '--snapshot', 'first', '--format', 'jsonl', '--to']
    const Written = z.object({ files: z.array(z.string()), hash: z.string() })
    const report = Written.parse((await json('export', ...where, 'files'))[0])
    expect(report.files).toEqual(
      ['negatives.jsonl', 'snapshot.json', 'README.md'].map((name) => join(folder, 'files', name)),
    )
    const [data = '', , card = ''] = report.files.map((file) => readFileSync(file, 'utf8'))
    const negatives = jsonLines(data).map((line) => NegativeRecord.parse(line))
    const accepted = await json('proposals', '--dataset', 'shop', '--state', 'accepted')
    expect(negatives).toHaveLength(accepted.length + 1)
    expect(negatives.filter(({ edited }) => edited)).toMatchObject([{ negative_text: 'A green coat' }])
    expect(new Set(negatives.map(({ annotator }) => annotator))).toEqual(new Set(['ada']))
    expect(card).toContain(report.hash)

    const attempt = (...words: string[]) => studio(['export', '--workspace', 'shop', ...words])
    expect(await attempt(...where, 'files')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/negatives\.jsonl exists already\. Choose another folder/),
    })
    expect(await attempt(...where.with(3, 'second'), 'other')).toMatchObject({
      code: 1,
      err: 'There is no snapshot "second". There are "first".\n',
    })
    expect(await attempt(...where, 'items.csv')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not a folder: a file has this name. Choose another folder.'),
    })
    expect(await attempt(...where, 'other', '--set', 'indent=2')).toMatchObject({ code: 2 })
    expect(await attempt(...where.with(5, 'xlsx'), 'other')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Allowed choices are jsonl'),
    })
    expect(existsSync(join(folder, 'other'))).toBe(false)
  })

  it('wants to know exactly what to decide', async () => {
    const words = ['decide', '--workspace', 'shop', '--by', 'ada', '--verdict']
    for (const wrong of [
      ['accept'],
      ['accept', '--all-pending', '--proposal', '1'],
      ['edit', '--proposal', '1'],
      ['edit', '--all-pending', '--edit', 'edit.json'],
      ['accept', '--proposal', '1', '--edit', 'edit.json'],
    ]) {
      expect((await studio([...words, ...wrong])).code).toBe(2)
    }
    writeFileSync(join(folder, 'wrong.json'), '{"text": 7}')
    expect(await studio([...words, 'edit', '--proposal', '1', '--edit', 'wrong.json'])).toMatchObject({
      code: 1,
      err: expect.stringContaining(`${join(folder, 'wrong.json')}: This is no negative: text:`),
    })
  })

  it('trains with a line an epoch and the result last', async () => {
    const words = ['--dataset', 'shop', '--model', 'lightgcn', '--epochs', '3', '--seed', '5']
    const lines = await json('train', ...words, '--set', 'learningRate=0.01', '--set', 'evaluateEvery=2')
    expect(lines).toEqual([
      { epoch: 1, loss: 1, seconds: 0.5 },
      { epoch: 2, loss: 0.5, seconds: 0.5, validation: { 'recall@20': 0.1 } },
      { epoch: 3, loss: 1 / 3, seconds: 0.5 },
      {
        run: 1,
        state: 'finished',
        model: 'lightgcn',
        backend: 'reference',
        device: 'a CPU',
        epochs: 3,
        bestEpoch: 2,
        secondsPerEpoch: 0.5,
        validation: { 'recall@20': 0.2, 'ndcg@20': 0.1 },
        test: { 'recall@20': 0.2, 'ndcg@20': 0.1 },
        warning: null,
      },
    ])
    const [run] = await json('runs', '--dataset', 'shop')
    expect(run).toMatchObject({
      run: 1,
      dataset: 'shop',
      state: 'finished',
      config: { seed: 5, learningRate: 0.01, evaluateEvery: 2 },
    })
  })

  it("takes the workspace's settings, a file above them, flags above that, and refuses unknown ones with 2", async () => {
    const { client, close } = await connect(join(folder, 'shop'), {
      program: { trainer: join(folder, 'trainer.mjs'), renderer: join(folder, 'renderer') },
    })
    await client.system.saveSettings({ threads: 3 })
    await close()
    writeFileSync(join(folder, 'config.json'), '{"epochs": 900, "dimensions": 32, "model": "neggen"}')
    const words = ['--dataset', 'shop', '--model', 'bpr-mf', '--config', 'config.json', '--epochs', '1']
    expect(await json('train', ...words)).toHaveLength(2)
    const [run] = await json('runs')
    expect(run).toMatchObject({ run: 2, model: 'bpr-mf', config: { epochs: 1, dimensions: 32, threads: 3 } })
    const wrong = await studio(['train', ...words, '--set', 'lamda=1', '--workspace', 'shop'])
    expect(wrong).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no setting "lamda". BPR-MF'),
    })
  })

  it('pauses a run on Ctrl-C, says how to go on, and goes on', async () => {
    const interrupt = new AbortController()
    const where = ['--workspace', 'shop', '--json']
    const settings = [
      '--backend',
      'wasm',
      '--sampler',
      'popularity',
      '--set',
      'threads=2',
      '--epochs',
      '9999',
    ]
    const paused = await studio(
      ['train', '--dataset', 'shop', '--model', 'lightgcn', ...settings, ...where],
      { interrupted: interrupt.signal, onOut: (out) => out.includes('"epoch":2,') && interrupt.abort() },
    )
    expect(paused.code).toBe(130)
    expect(paused.err).toContain('Run 3 is paused. `studio resume --run 3` continues it.')
    const lines = jsonLines(paused.out)
    expect(lines.at(-1)).toMatchObject({ run: 3, state: 'paused', epochs: lines.length - 1, test: null })
    expect((await json('runs'))[0]).toMatchObject({
      resumable: true,
      config: { backend: 'wasm', sampler: 'popularity', threads: 2 },
    })

    const resumed = await studio(['resume', '--run', '3', ...where])
    expect(resumed.err).toMatch(/^Going on with run 3, LightGCN · seed 1, which has \d+ epochs behind it\./)
    const epochs = [...lines.slice(0, -1), ...jsonLines(resumed.out).slice(0, -1)]
    expect(epochs).toMatchObject(epochs.map((_, at) => ({ epoch: at + 1 })))
    expect(jsonLines(resumed.out).at(-1)).toMatchObject({
      run: 3,
      state: 'finished',
      epochs: lines.length + 1,
      test: { 'recall@20': 0.2 },
    })
  })

  it('does not continue what has ended, or never was', async () => {
    expect(await studio(['resume', '--run', '3', '--workspace', 'shop'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('has finished: there is nothing left to train'),
    })
    expect(await studio(['resume', '--run', '77', '--workspace', 'shop'])).toMatchObject({ code: 1 })
    expect(await studio(['resume', '--run', 'first'])).toMatchObject({ code: 2 })
  })

  it('shows how fast it is to a person who watches, on standard error alone', async () => {
    const words = ['train', '--dataset', 'shop', '--model', 'bpr-mf', '--epochs', '2', '--workspace', 'shop']
    const { code, out, err } = await studio([...words, '--json'], { columns: 200 })
    expect(code).toBe(0)
    expect(jsonLines(out)).toHaveLength(3)
    expect(err).toContain('Run 4 trains on a CPU with reference: it is there.')
    expect(err).toMatch(/epoch \d of at most 2, step 2 of 4, 1,234 steps\/s/)
  })

  it('explains what a run lacks', async () => {
    const words = ['train', '--dataset', 'shop', '--model', 'neggen', '--workspace', 'shop', '--json']
    const { code, out } = await studio(words)
    expect(code).toBe(1)
    expect(jsonLines(out)).toEqual([
      { error: { code: 'BAD_INPUT', message: expect.stringContaining('snapshot') } },
    ])
  })

  it('refuses to compare runs that do not exist', async () => {
    const { code, out } = await studio(['compare', '1', '99', '--workspace', 'shop', '--json'])
    expect(code).toBe(1)
    expect(jsonLines(out)).toMatchObject([{ error: { code: 'NOT_FOUND' } }])
    expect(Comparison.safeParse(jsonLines(out)[0]).success).toBe(false)
  })

  it('writes tables for people', async () => {
    const { out } = await studio(['runs', '--workspace', 'shop'])
    expect(out).toMatch(
      /^run +name +dataset +snapshot +state +tags +epochs +best +validation recall@20 +test recall@20 +test ndcg@20 +warning\n/,
    )
    expect(out).toMatch(/LightGCN .* finished/)
    expect(out).toMatch(/best epoch is (the last|early)/)
  })

  it('sets the labels of a run, each by itself, and takes them away', async () => {
    const words = ['runs', '--run', '1'] as const
    const tags = ['--tag', 'paper', '--tag', 'baseline']
    expect(await json(...words, '--name', 'Baseline', ...tags)).toMatchObject([
      { run: 1, name: 'Baseline', tags: ['paper', 'baseline'], notes: '', warning: null },
    ])
    expect(await json(...words, '--note', 'Repeat it.')).toMatchObject([
      { name: 'Baseline', tags: ['paper', 'baseline'], notes: 'Repeat it.' },
    ])
    const { out } = await studio([...words, '--workspace', 'shop'])
    expect(out).toMatch(
      /^Baseline\nrun 1 finished: best epoch 2 of 3, .*\ntags: paper baseline\nnotes: Repeat it.\n$/,
    )
    expect(await json(...words, '--name', '', '--tag', '')).toMatchObject([
      { name: 'LightGCN · seed 5', tags: [], notes: 'Repeat it.' },
    ])
  })

  it("shows the workspace's settings, and sets those that are named", async () => {
    const [before] = await json('settings')
    expect(before).toMatchObject({ runsAtOnce: 1, threads: 3 })
    expect(await json('settings', '--set', 'runsAtOnce=2', '--set', 'threads=auto')).toMatchObject([
      { runsAtOnce: 2, threads: 'auto' },
    ])
    const encoder = '{"name":"hashed-tfidf","dimensions":64,"wordPairs":true}'
    const { out } = await studio(['settings', '--set', `textEncoder=${encoder}`, '--workspace', 'shop'])
    expect(out).toContain(`\ntextEncoder=${encoder}\n`)
    await json('settings', '--set', `textEncoder=${encoder.replace('64', '384')}`)
    const wrong = await studio(['settings', '--set', 'runsAtOnce=0', '--workspace', 'shop'])
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('runsAtOnce') })
    expect(await studio(['settings', '--set', 'speed=2', '--workspace', 'shop'])).toMatchObject({ code: 2 })
    await json('settings', '--set', 'runsAtOnce=1')
  })

  it('labels one run at a time, in words that fit', async () => {
    const where = ['--workspace', 'shop']
    expect(await studio(['runs', '--name', 'Baseline', ...where])).toMatchObject({
      code: 2,
      err: expect.stringContaining('need --run'),
    })
    expect(await studio(['runs', '--run', '1', '--dataset', 'shop', ...where])).toMatchObject({ code: 2 })
    expect(await studio(['runs', '--run', '1', '--tag', 'x'.repeat(41), ...where])).toMatchObject({ code: 2 })
    expect(await studio(['runs', '--run', '99', '--note', 'x', ...where])).toMatchObject({ code: 1 })
  })

  it.skipIf(process.platform === 'win32')('has made nothing that another account can read', () => {
    const shop = join(folder, 'shop')
    const made = readdirSync(shop, { recursive: true, encoding: 'utf8' })
    for (const part of ['studio.db', 'runs', 'logs', 'uploads', 'backups']) {
      expect(made).toContain(part)
    }
    const readable = ['.', ...made].filter((path) => (statSync(join(shop, path)).mode & 0o077) !== 0)
    expect(readable).toEqual([])
  })
})

it('examines the machine without a workspace, and leaves none behind', async () => {
  const { code, out } = await studio(['doctor', '--json'])
  expect(code).toBe(0)
  expect(DoctorReport.parse(jsonLines(out)[0]).checks.map((check) => check.name)).toContain('ollama')
  expect(existsSync(join(folder, 'studio.db'))).toBe(false)
})

it('tells people of every backend, one a line, in sentences that end once', async () => {
  const { out } = await studio(['doctor'])
  for (const name of BackendName.options) expect(out).toMatch(new RegExp(`^backend ${name} .*\\w`, 'm'))
  expect(out).not.toMatch(/[^.]\.\.(\s|$)/)
})

it('serves until it is interrupted, at an address that lets one browser in', async () => {
  const interrupt = new AbortController()
  let url = ''
  const serving = runStudio(['serve', '--workspace', 'shop', '--json'], {
    out: (text) => {
      url = z.object({ url: z.string() }).parse(JSON.parse(text)).url
      void fetch(url, { redirect: 'manual' }).then((answer) => {
        expect(answer.status).toBe(200)
        expect(answer.headers.get('set-cookie')).toMatch(/^studio-\d+=/)
        interrupt.abort()
      })
    },
    err: () => {},
    columns: () => null,
    folder,
    program: { trainer: join(folder, 'trainer.mjs'), renderer: join(folder, 'renderer') },
    interrupted: interrupt.signal,
  })
  expect(await serving).toBe(0)
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?code=[\w-]{43}$/)
})
