import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import type { StudyId } from '#shared/contract/ids.ts'
import { StudyResults } from '#shared/contract/studies.ts'
import { studyTemplates } from '#shared/studies/templates/registry.ts'
import {
  cli,
  root,
  type ServedStudio,
  serveStudio,
  studio,
  studioResult,
  temporaryFolder,
} from '#tests/support/studio.ts'

const WORLD = 'Small world'
/** Enough to be caught in the middle. */
const EPOCHS = 12
const KILLS = 6
const PATIENTLY = { timeout: 240_000, interval: 100 }

let workspace: string
const cleanups: (() => void)[] = []

beforeAll(async () => {
  workspace = temporaryFolder((clean) => cleanups.push(clean))
  const on = ['--dataset', WORLD]
  for (const words of [
    ['init'],
    ['sample', '--world', 'sparse', '--seed', '5', '--name', WORLD],
    ['propose', ...on, '--generator', 'rule-based', '--limit', '40'],
    ['decide', '--all-pending', '--verdict', 'accept', '--by', 'Ada'],
    ['snapshot', ...on, '--name', 'curated'],
    ['snapshot', ...on, '--name', 'proposed', '--which', 'proposed'],
  ]) {
    expect(await studio(workspace, ...words)).toMatchObject({ code: 0 })
  }
})
afterAll(() => {
  for (const clean of cleanups) clean()
})

/** Writes the plan of a template down, with as little to train as makes a study. */
function planned(name: string, template: string, ...words: string[]): Promise<{ trainings: number }> {
  const quick = ['--set', 'minimumEpochs=0', ...words]
  return studioResult(
    z.object({ trainings: z.int() }),
    workspace,
    ...['study', 'new', '--name', name, '--template', template, '--dataset', WORLD, ...quick],
  )
}

const Told = z.object({ run: z.int(), arm: z.string(), stage: z.string(), test: z.number().nullable() })
const Result = z.object({
  state: z.literal('finished'),
  conclusion: z.string(),
  arms: z.array(z.object({ label: z.string(), metrics: z.record(z.string(), z.unknown()) })),
  hypotheses: z.array(z.object({ text: z.string(), difference: z.number() })),
})

describe('each template', () => {
  it.each(studyTemplates.map(({ name }) => name))('%s runs to its end from one command', async (template) => {
    const { trainings } = await planned(
      template,
      template,
      '--seed',
      '1',
      '--trials',
      '1',
      '--set',
      'epochs=1',
    )
    const { code, lines } = await studio(workspace, 'study', 'run', template)
    expect(code).toBe(0)
    const told = lines.slice(0, -1).map((line) => Told.parse(line))
    expect(told).toHaveLength(trainings)
    for (const { stage, test } of told) expect(test === null).toBe(stage === 'tuning')
    const result = Result.parse(lines.at(-1))
    const tested = told.filter(({ stage }) => stage === 'final')
    expect(tested).toHaveLength(result.arms.length)
    for (const { metrics } of result.arms) expect(metrics).toHaveProperty('recall@20')
    const first = studyTemplates.find(({ name }) => name === template)?.hypotheses[0]
    expect(result.conclusion).toContain(first?.text)
  })
})

/** Everything that a study came to, as far as it does not depend on the clock; once its last lists are measured. */
async function outcome(engine: ServedStudio, study: StudyId) {
  const results = await vi.waitFor(async () => {
    const found = await engine.client.studies.results({ study })
    for (const { replications } of found.arms) {
      for (const each of replications) expect(each?.mean).toHaveProperty('ild@20')
    }
    return found
  }, PATIENTLY)
  const { trials, hash } = await engine.client.studies.get({ study })
  return {
    hash,
    trials: trials.map(({ run: _, ...trial }) => trial),
    results: { ...results, study: 0, arms: results.arms.map(({ seconds: _, ...arm }) => arm) },
  }
}

describe('a study that is interrupted', () => {
  let uninterrupted: Awaited<ReturnType<typeof outcome>>

  beforeAll(async () => {
    let engine = await serveStudio(workspace)
    for (const name of ['uninterrupted', 'killed', 'stopped']) await createSmall(engine, name)
    await engine.stop()
    expect(await studio(workspace, 'study', 'run', 'uninterrupted')).toMatchObject({ code: 0 })
    engine = await serveStudio(workspace)
    uninterrupted = await outcome(engine, await named(engine, 'uninterrupted'))
    await engine.stop()
  })

  it(`by the end of its engine, ${KILLS} times at any moment, comes to the same, with no training twice`, async () => {
    let engine = await serveStudio(workspace)
    onTestFinished(() => engine.kill())
    const study = await named(engine, 'killed')
    await engine.client.studies.start({ study })
    for (let kill = 0; kill < KILLS; kill++) {
      await setTimeout(Math.random() * 2500)
      await engine.kill()
      engine = await serveStudio(workspace)
    }
    await expect
      .poll(async () => (await engine.client.studies.get({ study })).state, PATIENTLY)
      .toBe('finished')
    expect(await outcome(engine, study)).toEqual(uninterrupted)
    const runs = (await engine.client.runs.list({})).filter((run) => run.study?.id === study)
    expect(runs).toHaveLength(uninterrupted.trials.length)
  })

  it('by Ctrl-C goes on with the same command', async () => {
    const run = ['study', 'run', 'stopped']
    const child = spawn(process.execPath, [cli, ...run, '--workspace', workspace, '--json'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const lines: unknown[] = []
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(JSON.parse(line))
      if (lines.length === 3) child.kill('SIGINT')
    })
    expect(await once(child, 'close')).toEqual([130, null])
    expect(z.object({ state: z.string() }).parse(lines.at(-1)).state).toBe('paused')
    const again = await studio(workspace, ...run)
    expect(again.code).toBe(0)
    const told = [...lines.slice(0, -1), ...again.lines.slice(0, -1)].map((line) => Told.parse(line).run)
    expect(new Set(told).size).toBe(uninterrupted.trials.length)
    const engine = await serveStudio(workspace)
    onTestFinished(() => engine.stop())
    expect(await outcome(engine, await named(engine, 'stopped'))).toEqual(uninterrupted)
    const { content } = await engine.client.studies.export({
      study: await named(engine, 'stopped'),
      format: 'json',
    })
    expect(
      StudyResults.parse(z.object({ results: z.unknown() }).parse(JSON.parse(content)).results),
    ).toMatchObject({
      complete: true,
    })
  })
})

/** A few samplers, tuned and trained by two seeds; it waits for its start. */
async function createSmall(engine: ServedStudio, name: string): Promise<void> {
  const { client } = engine
  const [world] = await client.catalogue.datasets()
  if (world === undefined) throw new Error('the world is missing')
  const draft = await client.studies.draft({ template: 'samplers', replications: [{ dataset: world.id }] })
  const short = { epochs: EPOCHS, minimumEpochs: 0 }
  const arms = draft.arms.slice(0, 3).map((arm) => ({ ...arm, settings: { ...arm.settings, ...short } }))
  const plan = {
    ...draft,
    arms,
    hypotheses: draft.hypotheses.filter((each) => arms.some((arm) => arm.name === each.arm)),
    seeds: [1, 2],
    tuning: { trialsPerArm: 2, seed: 1 },
  }
  await client.studies.create({ name, plan, start: false })
}

async function named(engine: ServedStudio, name: string): Promise<StudyId> {
  const found = (await engine.client.studies.list({})).find((study) => study.name === name)
  if (found === undefined) throw new Error(`there is no study ${name}`)
  return found.id
}
