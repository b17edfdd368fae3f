import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Database } from '#main/store/database.ts'
import { readAllDatasetNames } from '#main/store/testing/inspect.ts'
import {
  Annotator,
  type DatasetId,
  type JobId,
  type ProposalId,
  type RunId,
  type SnapshotId,
  type StudyId,
} from '#shared/contract/ids.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import { type ServedStudio, serveStudio, studio } from '#tests/support/studio.ts'

/** Of each kind of work. `KILLS=10` for a longer trial. */
const KILLS = Number(process.env.KILLS ?? 2)
const SAMPLE = 'Sample shop (synthetic)'
const ITEMS = 3000
const PAIRS = 30_000
const annotator = Annotator.parse('Ada')
const PATIENTLY = { timeout: 240_000, interval: 100 }

let workspace: string
let outside: string
let engine: ServedStudio
let dataset: DatasetId
let kills = 0

/** What an engine has answered, and what must be there ever after. */
const told = {
  proposals: new Set<ProposalId>(),
  decisions: new Map<ProposalId, string>(),
  snapshots: new Map<SnapshotId, string>(),
  datasets: new Map<DatasetId, string>(),
  jobs: [] as JobId[],
  runs: [] as RunId[],
}

beforeAll(async () => {
  outside = mkdtempSync(join(tmpdir(), 'outside-'))
  workspace = join(outside, 'workspace')
  expect((await studio(workspace, 'init', '--sample')).code).toBe(0)
  writeCatalogue()
  const planned = ['--name', 'Killed', '--template', 'samplers', '--dataset', SAMPLE, '--seed', '1']
  const quick = ['--trials', '1', '--set', 'epochs=6', '--set', 'minimumEpochs=0']
  expect((await studio(workspace, 'study', 'new', ...planned, ...quick)).code).toBe(0)
  engine = await serveStudio(workspace)
  const sample = (await engine.client.catalogue.datasets()).find(({ name }) => name === SAMPLE)
  if (sample === undefined) throw new Error('the sample catalogue is missing')
  dataset = sample.id
})

afterAll(async () => {
  await engine.kill()
  rmSync(outside, { recursive: true, force: true })
})

/** Begins something, kills the engine at a random instant of it, and starts the next one. */
async function killDuring(work: () => Promise<unknown>, within: number): Promise<void> {
  // What the engine could not answer any more is neither promised nor refused.
  const working = work().catch(() => undefined)
  await setTimeout(Math.random() * within)
  await engine.kill()
  await working
  kills += 1
  engine = await serveStudio(workspace)
  await checkPromises()
}

async function checkPromises(): Promise<void> {
  const { client } = engine
  const { proposals } = await client.proposals.list({ filter: { dataset }, limit: 1000 })
  const states = new Map(proposals.map(({ id, state }) => [id, state]))
  expect([...told.proposals].filter((id) => !states.has(id))).toEqual([])
  for (const [id, state] of told.decisions) expect(states.get(id)).toBe(state)
  for (const { id } of proposals) told.proposals.add(id)
  const snapshots = new Map((await client.snapshots.list({})).map(({ id, hash }) => [id, hash]))
  for (const [id, hash] of told.snapshots) expect(snapshots.get(id)).toBe(hash)
  const datasets = await client.catalogue.datasets()
  const names = new Map(datasets.map(({ id, name }) => [id, name]))
  for (const [id, name] of told.datasets) expect(names.get(id)).toBe(name)
  // An import is there as a whole or not at all.
  for (const { name, counts } of datasets) {
    if (name !== SAMPLE) expect(counts).toMatchObject({ items: ITEMS, interactions: PAIRS })
  }
}

it(`import, ${KILLS} kills`, async () => {
  for (let at = 0; at < KILLS; at++) {
    const name = `Imported ${at}`
    await killDuring(async () => {
      const files = { items: join(outside, 'items.csv'), interactions: join(outside, 'interactions.csv') }
      const { dataset } = await engine.client.imports.run({ name, format: 'csv', ...files })
      told.datasets.set(dataset.id, name)
    }, 1200)
  }
  // Nothing is left of those that were killed, and the store is in order.
  const whole = (await engine.client.catalogue.datasets()).map(({ name }) => name)
  await engine.stop()
  const database = new Database(join(workspace, 'studio.db'))
  expect(readAllDatasetNames(database)).toEqual(whole)
  expect(database.integrityProblems()).toEqual([])
  database.close()
  engine = await serveStudio(workspace)
})

it(`propose, ${KILLS} kills`, async () => {
  for (let at = 0; at < KILLS; at++) {
    await killDuring(async () => {
      const options = { dataset, generator: 'rule-based', seed: at + 1, limit: 60 } as const
      const { id } = await engine.client.jobs.propose(options)
      told.jobs.push(id)
    }, 600)
  }
  for (const job of told.jobs) {
    const state = async () => (await engine.client.jobs.get({ job })).state
    await expect.poll(state, PATIENTLY).toBe('finished')
    // What was worked on at five ends counts as their cause; a person can have it tried again.
    for (const { error } of await engine.client.jobs.failures({ job }))
      expect(error).toMatch(/^The studio stopped 5 times/)
    await engine.client.jobs.retryFailed({ job })
    await expect.poll(state, PATIENTLY).toBe('finished')
    expect(await engine.client.jobs.get({ job })).toMatchObject({ failed: 0 })
  }
})

it(`decide, ${KILLS} kills`, async () => {
  for (let at = 0; at < KILLS; at++) {
    await killDuring(async () => {
      for (;;) {
        const { proposals } = await engine.client.proposals.list({
          filter: { dataset, states: ['pending'] },
          limit: 1000,
        })
        for (const { id } of proposals) {
          const verdict = Math.random() < 0.8 ? 'accept' : 'reject'
          await engine.client.review.decide({ annotator, decisions: [{ verdict, proposal: id }] })
          told.decisions.set(id, verdict === 'accept' ? 'accepted' : 'rejected')
        }
        if (proposals.length === 0) return
      }
    }, 400)
  }
  expect(told.decisions.size).toBeGreaterThan(0)
})

it(`snapshot, ${KILLS} kills`, async () => {
  for (let at = 0; at < KILLS; at++) {
    await killDuring(async () => {
      for (let number = 0; ; number++) {
        const name = `Snapshot ${at} ${number}`
        const { id, hash } = await engine.client.snapshots.create({ dataset, name })
        told.snapshots.set(id, hash)
      }
    }, 400)
  }
  // Equal content, equal hash, whatever happened in between.
  expect(new Set(told.snapshots.values()).size).toBe(1)
})

it(`train, ${KILLS} kills`, async () => {
  const common = { epochs: 60, batchSize: 512, patience: 1000, seed: 3, threads: 1, backend: 'wasm' } as const
  const config = configFrom({ model: 'lightgcn', ...common })
  const start = async () => (await engine.client.runs.create({ dataset, config })).id
  const run = await start()
  for (let at = 0; at < KILLS; at++) {
    await killDuring(async () => {
      const { state } = await engine.client.runs.get({ run })
      if (state === 'paused') await engine.client.runs.resume({ run })
    }, 2500)
    const { state } = await engine.client.runs.get({ run })
    expect(['paused', 'queued', 'finished']).toContain(state)
  }
  if ((await engine.client.runs.get({ run })).state === 'paused') await engine.client.runs.resume({ run })
  const uninterrupted = await start()
  for (const id of [run, uninterrupted]) {
    await expect
      .poll(async () => (await engine.client.runs.get({ run: id })).state, PATIENTLY)
      .toBe('finished')
  }
  const numbers = async (id: RunId) =>
    (await engine.client.runs.epochs({ run: id })).map(({ seconds: _, ...figures }) => figures)
  expect(await numbers(run)).toEqual(await numbers(uninterrupted))
})

it(`study, ${KILLS} kills, and the store is in order after all of them`, async () => {
  const [found] = await engine.client.studies.list({})
  if (found === undefined) throw new Error('no study')
  const study: StudyId = found.id
  for (let at = 0; at < KILLS; at++) {
    await killDuring(async () => {
      const { state } = await engine.client.studies.get({ study })
      if (state === 'queued') await engine.client.studies.start({ study })
      if (state === 'paused') await engine.client.studies.resume({ study })
    }, 2500)
  }
  const state = async () => (await engine.client.studies.get({ study })).state
  if ((await state()) === 'queued') await engine.client.studies.start({ study })
  await expect.poll(state, PATIENTLY).toBe('finished')

  await engine.stop()
  const database = new Database(join(workspace, 'studio.db'))
  expect(database.integrityProblems()).toEqual([])
  database.close()
  expect(kills).toBe(6 * KILLS)
  // No half-written picture, upload or copy is left.
  const left = readdirSync(workspace, { recursive: true, encoding: 'utf8' })
  expect(left.filter((name) => /\.(part|tmp)$|restoring/.test(name))).toEqual([])
  engine = await serveStudio(workspace)
})

function writeCatalogue(): void {
  const items = Array.from({ length: ITEMS }, (_, at) => `i${at},Item ${at},${'words '.repeat(30)}${at}`)
  writeFileSync(join(outside, 'items.csv'), `item_id,title,description\n${items.join('\n')}\n`)
  const pairs = Array.from(
    { length: PAIRS },
    (_, at) => `u${at % 1500},i${(at * 7 + Math.floor(at / 1500)) % ITEMS},${at}`,
  )
  writeFileSync(join(outside, 'interactions.csv'), `user_id,item_id,timestamp\n${pairs.join('\n')}\n`)
}
