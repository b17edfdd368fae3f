import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ORPCError } from '@orpc/client'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { Annotator, type DatasetId, type JobId, type RunId, type StudyId } from '#shared/contract/ids.ts'
import { explanationOf } from '#shared/runs/run-facts.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import { mountSmallDisk } from '#tests/support/small-disk.ts'
import { type ServedStudio, serveStudio, studio } from '#tests/support/studio.ts'

const disk = mountSmallDisk('96m')
const annotator = Annotator.parse('Ada')
const PATIENTLY = { timeout: 120_000, interval: 100 }
const IS_FULL = /^The disk of .+ is full\./
/** What a log, a socket's record and the index of SQLite's log may take until something else does not fit. */
const LITTLE = 48 * 1024

let workspace: string
let outside: string
let engine: ServedStudio

describe.skipIf(disk === null)('on a full disk (a tmpfs, which only root can mount)', () => {
  if (disk === null) return

  beforeAll(async () => {
    outside = mkdtempSync(join(tmpdir(), 'outside-'))
    workspace = join(disk.path, 'workspace')
    expect((await studio(workspace, 'init', '--sample')).code).toBe(0)
    const proposed = await studio(
      workspace,
      'propose',
      '--dataset',
      SAMPLE,
      '--generator',
      'rule-based',
      '--limit',
      '40',
    )
    expect(proposed.code).toBe(0)
    writeCatalogue(outside)
  })

  afterAll(() => {
    disk.remove()
    rmSync(outside, { recursive: true, force: true })
  })

  /** With a log of SQLite's that has to grow for whatever is written. */
  async function serve(): Promise<void> {
    disk?.makeRoom()
    engine = await serveStudio(workspace)
    onTestFinished(async () => {
      disk?.makeRoom()
      await engine.stop()
    })
  }

  /** Calls until the disk takes no more, and answers how that was said. */
  async function refusal(call: () => Promise<unknown>): Promise<string> {
    for (let at = 0; at < 5000; at++) {
      try {
        await call()
      } catch (error) {
        if (!(error instanceof ORPCError)) throw error
        expect(error).toMatchObject({ code: 'DISK_FAILED', status: 507, data: { retry: expect.any(String) } })
        return error.message
      }
    }
    throw new Error('the disk is not full')
  }

  it('an import is refused, leaves nothing, and works once there is room', async () => {
    await serve()
    const request = {
      name: 'Many',
      format: 'csv',
      items: join(outside, 'items.csv'),
      interactions: join(outside, 'interactions.csv'),
    } as const
    disk.fill(1 << 20)
    expect(await refusal(() => engine.client.imports.run(request))).toMatch(IS_FULL)
    expect((await engine.client.catalogue.datasets()).map(({ name }) => name)).toEqual([SAMPLE])
    disk.makeRoom()
    const { dataset } = await engine.client.imports.run(request)
    expect(dataset.counts.items).toBe(ITEMS)
    await engine.client.catalogue.removeDataset({ dataset: dataset.id })
  })

  it('a job is paused with the sentence, and makes every proposal once there is room', async () => {
    await serve()
    const dataset = await sampleDataset()
    disk.fill(LITTLE)
    const { id: job } = await untilItBegins(
      () => engine.client.jobs.propose({ dataset, generator: 'rule-based', seed: 2, limit: 300 }),
      disk.makeRoom,
    )
    disk.fill(LITTLE)
    await inState(job, 'paused')
    const paused = await engine.client.jobs.get({ job })
    expect(paused.message).toMatch(IS_FULL)
    expect(paused.failed).toBe(0)
    disk.makeRoom()
    await engine.client.jobs.resume({ job })
    await inState(job, 'finished')
    expect(await engine.client.jobs.get({ job })).toMatchObject({ done: paused.total, failed: 0 })
  })

  it('a decision is refused and not made; the next one is, once there is room', async () => {
    await serve()
    const dataset = await sampleDataset()
    const { proposals } = await engine.client.proposals.list({
      filter: { dataset, states: ['pending'] },
      limit: 1000,
    })
    const waiting = proposals.map(({ id }) => id)
    let last = waiting[0]
    disk.fill(LITTLE)
    const told = await refusal(async () => {
      last = waiting.shift()
      if (last === undefined) throw new Error('too few proposals')
      const note = 'x'.repeat(4000)
      await engine.client.review.decide({
        annotator,
        decisions: [{ verdict: 'accept', proposal: last, note }],
      })
    })
    expect(told).toMatch(IS_FULL)
    if (last === undefined) return
    const stateOf = async () =>
      (await engine.client.proposals.list({ filter: { dataset }, limit: 1000 })).proposals.find(
        ({ id }) => id === last,
      )?.state
    expect(await stateOf()).toBe('pending')
    disk.makeRoom()
    await engine.client.review.decide({ annotator, decisions: [{ verdict: 'accept', proposal: last }] })
    expect(await stateOf()).toBe('accepted')
  })

  it('a snapshot is refused and not there; it is made once there is room', async () => {
    await serve()
    const dataset = await sampleDataset()
    disk.fill(LITTLE)
    let at = 0
    const told = await refusal(() => engine.client.snapshots.create({ dataset, name: `curated ${++at}` }))
    expect(told).toMatch(IS_FULL)
    const names = async () => (await engine.client.snapshots.list({ dataset })).map(({ name }) => name)
    expect(await names()).not.toContain(`curated ${at}`)
    disk.makeRoom()
    await engine.client.snapshots.create({ dataset, name: `curated ${at}` })
    expect(await names()).toContain(`curated ${at}`)
  })

  it('an upload is refused with 507', async () => {
    await serve()
    const url = new URL(engine.url)
    const entry = await fetch(url, { redirect: 'manual' })
    const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? ''
    disk.fill(LITTLE)
    const answer = await fetch(new URL('/upload/session-1/items.csv', url), {
      method: 'PUT',
      headers: { cookie, origin: url.origin, 'sec-fetch-site': 'same-origin' },
      body: Buffer.alloc(1 << 20),
    })
    expect(answer.status).toBe(507)
    expect(await answer.text()).toMatch(IS_FULL)
  })

  it('a run is paused with the sentence, and finishes once there is room', async () => {
    await serve()
    const dataset = await sampleDataset()
    const config = configFrom({
      model: 'lightgcn',
      epochs: 40,
      batchSize: 512,
      patience: 1000,
      seed: 3,
      threads: 1,
      backend: 'wasm',
    })
    const { id: run } = await engine.client.runs.create({ dataset, config })
    await expect.poll(async () => (await engine.client.runs.get({ run })).epoch, PATIENTLY).toBeGreaterThan(2)
    disk.fill(0)
    await runInState(run, 'paused')
    const paused = await engine.client.runs.get({ run })
    expect(explanationOf(paused)).toMatch(/disk (of .+ )?is full/)
    disk.makeRoom()
    await engine.client.runs.resume({ run })
    await runInState(run, 'finished')
    const epochs = await engine.client.runs.epochs({ run })
    expect(epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 40 }, (_, epoch) => epoch + 1))
  })

  it('a study is paused with the sentence, and finishes once there is room', async () => {
    disk.makeRoom()
    const words = ['--template', 'samplers', '--dataset', SAMPLE, '--seed', '1', '--trials', '1']
    const planned = await studio(
      workspace,
      'study',
      'new',
      '--name',
      'Full',
      ...words,
      '--set',
      'epochs=8',
      '--set',
      'minimumEpochs=0',
    )
    expect(planned).toMatchObject({ code: 0 })
    await serve()
    const [study] = await engine.client.studies.list({})
    if (study === undefined) throw new Error('no study')
    await engine.client.studies.start({ study: study.id })
    disk.fill(0)
    await studyInState(study.id, 'paused')
    expect((await engine.client.studies.get({ study: study.id })).explanation).toMatch(
      /disk (of .+ )?is full/,
    )
    disk.makeRoom()
    await engine.client.studies.resume({ study: study.id })
    await studyInState(study.id, 'finished')
  })

  it('a start is refused with the sentence, on a full disk and on one that can only be read', async () => {
    disk.makeRoom()
    disk.fill(0)
    const full = await studio(workspace, 'serve', '--port', '0')
    expect(full).toMatchObject({ code: 1, stderr: expect.stringMatching(IS_FULL) })
    disk.makeRoom()
    disk.setReadOnly(true)
    const readOnly = await studio(workspace, 'serve', '--port', '0')
    disk.setReadOnly(false)
    expect(readOnly).toMatchObject({ code: 1, stderr: expect.stringContaining('can only be read') })
    await serve()
    expect((await engine.client.system.status()).workspace).toBe(workspace)
  })
})

const SAMPLE = 'Sample shop (synthetic)'
const ITEMS = 5000

async function sampleDataset(): Promise<DatasetId> {
  const sample = (await engine.client.catalogue.datasets()).find(({ name }) => name === SAMPLE)
  if (sample === undefined) throw new Error('the sample catalogue is missing')
  return sample.id
}

/** Begins the work that is to be caught by a full disk: with room where the disk refuses its first row. */
async function untilItBegins<T>(begin: () => Promise<T>, makeRoom: () => void): Promise<T> {
  try {
    return await begin()
  } catch {
    makeRoom()
    return begin()
  }
}

const inState = (job: JobId, state: string) =>
  expect.poll(async () => (await engine.client.jobs.get({ job })).state, PATIENTLY).toBe(state)
const runInState = (run: RunId, state: string) =>
  expect.poll(async () => (await engine.client.runs.get({ run })).state, PATIENTLY).toBe(state)
const studyInState = (study: StudyId, state: string) =>
  expect.poll(async () => (await engine.client.studies.get({ study })).state, PATIENTLY).toBe(state)

/** Some megabytes in the database. */
function writeCatalogue(folder: string): void {
  const words = 'x'.repeat(400)
  const items = Array.from({ length: ITEMS }, (_, at) => `i${at},Item ${at},${words} ${at}`)
  writeFileSync(join(folder, 'items.csv'), `item_id,title,description\n${items.join('\n')}\n`)
  const pairs = Array.from({ length: 50_000 }, (_, at) => `u${at % 2000},i${(at * 7) % ITEMS},${at}`)
  writeFileSync(join(folder, 'interactions.csv'), `user_id,item_id,timestamp\n${pairs.join('\n')}\n`)
}
