import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { type DatasetId, RunId } from '#shared/contract/ids.ts'
import type { RunState } from '#shared/contract/runs.ts'
import { explanationOf, testOf } from '#shared/runs/run-facts.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import { launchBrowser, testBrowser } from '#tests/support/browser.ts'
import {
  cli,
  root,
  type ServedStudio,
  serveStudio,
  studio,
  studioResult,
  temporaryFolder,
} from '#tests/support/studio.ts'

const SAMPLE = 'Sample shop (synthetic)'
/** Small batches make it long enough to be caught in the middle, even by a test that the machine keeps waiting. */
const SETTINGS = {
  model: 'lightgcn',
  epochs: 120,
  batchSize: 512,
  patience: 1000,
  seed: 3,
  threads: 2,
  backend: 'wasm',
} as const
const PATIENTLY = { timeout: 120_000, interval: 20 }

/** Everything that a run came to, as far as it does not depend on the clock. */
interface Outcome {
  test: unknown
  epochs: unknown[]
  files: Buffer[]
}

/** The same as `studio train` has it. */
const TRAIN = [
  'train',
  ...['--dataset', SAMPLE, '--model', SETTINGS.model, '--backend', SETTINGS.backend],
  ...['--epochs', String(SETTINGS.epochs), '--seed', String(SETTINGS.seed)],
  ...['--set', `patience=${SETTINGS.patience}`, '--set', `threads=${SETTINGS.threads}`],
  ...['--set', `batchSize=${SETTINGS.batchSize}`],
]

let workspace: string
let uninterrupted: Outcome
const cleanups: (() => void)[] = []

beforeAll(async () => {
  workspace = temporaryFolder((clean) => cleanups.push(clean))
  expect((await studio(workspace, 'init', '--sample')).code).toBe(0)
  const { run } = await studioResult(
    z.object({ run: RunId, state: z.literal('finished') }),
    workspace,
    ...TRAIN,
  )
  const engine = await serveStudio(workspace)
  uninterrupted = await outcome(engine, run)
  await engine.stop()
})
afterAll(() => {
  for (const clean of cleanups) clean()
})

const needsBrowser = testBrowser === null ? ' [needs Chromium, Chrome or Edge]' : ''
describe.skipIf(testBrowser === null)(`a run that is paused in the window${needsBrowser}`, () => {
  it('goes on after a restart of the engine, to the same numbers', async () => {
    let engine = await serveStudio(workspace)
    onTestFinished(() => engine.stop())
    const browser = await launchBrowser()
    onTestFinished(() => browser.close())
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    page.setDefaultTimeout(30_000)
    await page.goto(engine.url)
    await page.getByRole('link', { name: 'Train' }).click()
    const run = await start(engine)
    await reach(engine, run, 5)
    await page
      .getByText(/steps\/s/)
      .first()
      .waitFor()
    await page
      .getByText(/ left$|^at most |^about | to /)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('This run is paused').waitFor()
    await page.getByRole('table', { name: 'Runs' }).getByText('Paused', { exact: true }).waitFor()
    const paused = await engine.client.runs.get({ run })
    expect(paused).toMatchObject({ state: 'paused', explanation: null })
    expect(paused.epoch).toBeLessThan(SETTINGS.epochs)

    await engine.stop()
    engine = await serveStudio(workspace)
    await page.goto(engine.url)
    await page.getByRole('link', { name: 'Train' }).click()
    await page.getByText('This run is paused').waitFor()
    await page.keyboard.press('p')
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    await inState(engine, run, 'finished')
    await page.getByText('This run is paused').waitFor({ state: 'detached' })
    expect(await outcome(engine, run)).toEqual(uninterrupted)
  })
})

describe('a run whose engine is killed', () => {
  it('before its first checkpoint and after it goes on, and ends with the numbers of an uninterrupted run', async () => {
    let engine = await serveStudio(workspace)
    onTestFinished(() => engine.kill())
    const run = await start(engine)
    const killAt = async (epoch: number): Promise<string | null> => {
      await reach(engine, run, epoch)
      await engine.kill()
      engine = await serveStudio(workspace)
      const found = await engine.client.runs.get({ run })
      expect(found.state).toBe('paused')
      await engine.client.runs.resume({ run })
      return explanationOf(found)
    }
    expect(await killAt(5)).toContain('no checkpoint yet')
    for (const epoch of [10, 30, 50]) {
      await reach(engine, run, epoch)
      await engine.client.runs.pause({ run })
      await inState(engine, run, 'paused')
      await engine.client.runs.resume({ run })
      // Epochs that are trained and reported twice.
      const error = await killAt(epoch + 10)
      expect(error).toBe(
        'The studio ended while this run trained. Resume it to continue from its last checkpoint.',
      )
    }
    await inState(engine, run, 'finished')
    expect(await outcome(engine, run)).toEqual(uninterrupted)
    const { text } = await engine.client.runs.log({ run })
    expect(text.match(/, from epoch \d+, step \d+/g)).toHaveLength(6)
  })
})

describe('Ctrl-C of `studio train`', () => {
  it('pauses the run; `studio resume` continues it', async () => {
    const child = spawn(process.execPath, [cli, ...TRAIN, '--workspace', workspace, '--json'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const lines: unknown[] = []
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(JSON.parse(line))
      if (lines.length === 5) child.kill('SIGINT')
    })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    expect(await once(child, 'close')).toEqual([130, null])
    const { run } = z.object({ run: RunId, state: z.literal('paused') }).parse(lines.at(-1))
    expect(stderr).toContain(`\`studio resume --run ${run}\` continues it.`)

    const resumed = await studio(workspace, 'resume', '--run', String(run))
    expect(resumed).toMatchObject({ code: 0 })
    const epochs = [...lines.slice(0, -1), ...resumed.lines.slice(0, -1)]
    expect(epochs.map((line) => z.object({ epoch: z.int() }).parse(line).epoch)).toEqual(
      Array.from({ length: SETTINGS.epochs }, (_, at) => at + 1),
    )
    const engine = await serveStudio(workspace)
    onTestFinished(() => engine.stop())
    expect(await outcome(engine, run)).toEqual(uninterrupted)
  })
})

async function start(engine: ServedStudio): Promise<RunId> {
  const run = await engine.client.runs.create({
    dataset: await sampleDataset(engine),
    config: configFrom(SETTINGS),
  })
  return run.id
}

async function sampleDataset(engine: ServedStudio): Promise<DatasetId> {
  const [sample] = await engine.client.catalogue.datasets()
  if (sample === undefined) throw new Error('the sample catalogue is missing')
  return sample.id
}

async function reach(engine: ServedStudio, run: RunId, epoch: number): Promise<void> {
  await expect
    .poll(async () => (await engine.client.runs.get({ run })).epoch, PATIENTLY)
    .toBeGreaterThanOrEqual(epoch)
}

async function inState(engine: ServedStudio, run: RunId, state: RunState): Promise<void> {
  await expect.poll(async () => (await engine.client.runs.get({ run })).state, PATIENTLY).toBe(state)
}

async function outcome(engine: ServedStudio, run: RunId): Promise<Outcome> {
  const tested = async () => testOf(await engine.client.runs.get({ run }))
  // The diversity of the lists is measured once the run has ended, and added to its test metrics a moment later.
  await vi.waitFor(async () => expect((await tested())?.['ild@20']).toBeDefined(), PATIENTLY)
  const test = await tested()
  const epochs = await engine.client.runs.epochs({ run })
  const file = (name: string) => readFileSync(join(workspace, 'runs', String(run), 'output', `${name}.npy`))
  return {
    test,
    epochs: epochs.map(({ seconds: _, ...numbers }) => numbers),
    files: ['test_metrics', 'test_users', 'user_embeddings', 'item_embeddings'].map(file),
  }
}
