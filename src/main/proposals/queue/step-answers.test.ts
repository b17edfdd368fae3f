import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPictureEncoder } from '#main/encoders/catalogue-pictures.ts'
import { createCatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { createGenerators } from '#main/generators/generators.ts'
import { Canary } from '#main/model-servers/canary.ts'
import { createJobsService } from '#main/proposals/jobs-service.ts'
import { seedTemplates } from '#main/proposals/templates/seed-templates.ts'
import { saveSettings } from '#main/store/settings-repository.ts'
import { countStepAnswers } from '#main/store/testing/inspect.ts'
import { seedCatalogue } from '#main/store/testing/seed-catalogue.ts'
import { openWorkspace } from '#main/store/workspace.ts'
import { TEXT_MODEL } from '#tests/support/ollama-double/models.ts'
import { type OllamaDouble, startOllamaDouble } from '#tests/support/ollama-double/server.ts'
import { JobQueue } from './job-queue.ts'

let folder: string
let double: OllamaDouble
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steps-'))
})
afterEach(async () => {
  await double.close()
  rmSync(folder, { recursive: true })
})

let engines = 0

/** An engine over the test's workspace; another one takes it over. */
function engine() {
  const workspace = openWorkspace(folder)
  seedTemplates(workspace.database)
  saveSettings(workspace.database, { model: TEXT_MODEL, ollamaHost: double.url })
  const generators = createGenerators({ workspace, canary: new Canary() })
  const queue = new JobQueue({
    workspace,
    publish: () => undefined,
    instance: `engine ${++engines}`,
    catalogue: createCatalogueEncoder(workspace),
    pictures: createPictureEncoder(workspace),
    createGenerator: generators.create,
    onFinished: () => undefined,
    onBug: (error) => {
      throw error
    },
  })
  const jobs = createJobsService({ workspace, queue, freezeGenerator: generators.freeze })
  const close = async () => {
    await queue.close()
    workspace.database.close()
  }
  return { workspace, queue, jobs, close }
}

const items = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ title: `red comedy mug ${index}` }))

/** The steps in the order in which the server was asked, by what its schemas want. */
const steps = () =>
  double.of('/api/chat').map(({ body }) => Object.keys((body.format as { properties: object }).properties)[0])

async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await sleep(2)
}

describe('the answers to the steps of a job', () => {
  it('come one step after the other over a window of items', async () => {
    double = await startOllamaDouble()
    const { workspace, queue, jobs, close } = engine()
    const { dataset } = seedCatalogue(workspace, 'mugs', items(20))
    const job = jobs.propose({ dataset, generator: 'ollama', settings: { pictures: false } })
    await queue.settled(job.id)
    expect(jobs.get({ job: job.id })).toMatchObject({ state: 'finished', done: 20 })
    const runs = steps().filter((step, place, all) => step !== all[place - 1])
    expect(runs).toEqual(['attributes', 'values', 'attributes', 'values'])
    expect(steps().indexOf('values')).toBe(16)
    await close()
  })

  it.each(['pause', 'close'] as const)('stay after a %s, so that none is asked for twice', async (how) => {
    double = await startOllamaDouble({ pieceMilliseconds: 1 })
    const first = engine()
    const { dataset } = seedCatalogue(first.workspace, 'mugs', items(6))
    const { id: job } = first.jobs.propose({ dataset, generator: 'ollama', settings: { pictures: false } })
    await until(() => double.of('/api/chat').length === 4)
    if (how === 'pause') {
      first.jobs.pause({ job })
      await first.queue.settled(job)
      expect(first.jobs.get({ job })).toMatchObject({ state: 'paused', done: 0 })
      expect(double.of('/api/chat')).toHaveLength(4)
    }
    await first.close()

    const second = engine()
    if (how === 'pause') second.jobs.resume({ job })
    else second.queue.start()
    await second.queue.settled(job)
    expect(second.jobs.get({ job })).toMatchObject({ state: 'finished', done: 6 })
    // The one that was in flight when the engine closed is asked for again.
    expect(steps().filter((step) => step === 'attributes')).toHaveLength(how === 'pause' ? 6 : 7)
    expect(steps().filter((step) => step === 'values')).toHaveLength(6)
    expect(countStepAnswers(second.workspace.database)).toBe(0)
    await second.close()
  })
})
