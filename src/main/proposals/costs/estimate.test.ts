import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPictureEncoder } from '#main/encoders/catalogue-pictures.ts'
import { createCatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { createGenerators } from '#main/generators/generators.ts'
import { Canary } from '#main/model-servers/canary.ts'
import { createJobsService } from '#main/proposals/jobs-service.ts'
import { JobQueue } from '#main/proposals/queue/job-queue.ts'
import { seedTemplates } from '#main/proposals/templates/seed-templates.ts'
import { saveSettings } from '#main/store/settings-repository.ts'
import { seedCatalogue } from '#main/store/testing/seed-catalogue.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { Job } from '#shared/contract/jobs.ts'
import { StrategyName } from '#shared/generators/strategies/strategy-name.ts'
import { TEXT_MODEL } from '#tests/support/ollama-double/models.ts'
import { type OllamaDouble, startOllamaDouble } from '#tests/support/ollama-double/server.ts'

let folder: string
let double: OllamaDouble
let workspace: Workspace
let queue: JobQueue
let jobs: ReturnType<typeof createJobsService>
/** The job as it was whenever it had made a proposal. */
let atProposals: Job[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'estimate-'))
  double = await startOllamaDouble()
  workspace = openWorkspace(folder)
  seedTemplates(workspace.database)
  saveSettings(workspace.database, { model: TEXT_MODEL, ollamaHost: double.url })
  const generators = createGenerators({ workspace, canary: new Canary() })
  atProposals = []
  queue = new JobQueue({
    workspace,
    publish: (event) => event.topic === 'proposal' && atProposals.push(queue.get(event.job)),
    instance: 'this engine',
    catalogue: createCatalogueEncoder(workspace),
    pictures: createPictureEncoder(workspace),
    createGenerator: generators.create,
    onFinished: () => undefined,
    onBug: (error) => {
      throw error
    },
  })
  jobs = createJobsService({ workspace, queue, freezeGenerator: generators.freeze })
})
afterEach(async () => {
  await queue.close()
  workspace.database.close()
  await double.close()
  rmSync(folder, { recursive: true })
})

const seed = (count: number) =>
  seedCatalogue(
    workspace,
    'mugs',
    Array.from({ length: count }, (_, index) => ({ title: `A red comedy mug for the family, ${index}` })),
  )

describe('the estimate of a job', () => {
  it.each(StrategyName.options)('rests on the prompts, then on what items took: %s', async (strategy) => {
    const { dataset } = seed(9)
    const request = { dataset, generator: 'ollama', settings: { strategy } } as const
    const before = jobs.estimate({ ...request, limit: 4 })
    expect(before).toMatchObject({ items: 4, measured: 0, seconds: null })
    const { id: job } = jobs.propose({ ...request, limit: 4 })
    await queue.settled(job)
    const after = jobs.estimate({ ...request, limit: 4 })
    expect(after).toMatchObject({ items: 4, measured: 4, seconds: expect.any(Number) })
    const share = (kind: 'prompt' | 'answer') => (before.tokens?.[kind] ?? 0) / (after.tokens?.[kind] ?? 0)
    for (const kind of ['prompt', 'answer'] as const) {
      expect(share(kind)).toBeGreaterThan(0.5)
      expect(share(kind)).toBeLessThan(2)
    }
    const rest = jobs.estimate(request)
    expect(rest.items).toBe(5)
    expect(rest.tokens?.prompt).toBeCloseTo((after.tokens?.prompt ?? 0) * (5 / 4), -1)
  })

  it('counts the items that are named, and those that no job of the seed has', async () => {
    const { dataset, items } = seed(5)
    const request = { dataset, generator: 'ollama' } as const
    expect(jobs.estimate({ ...request, items: items.slice(0, 2) }).items).toBe(2)
    const { id: job } = jobs.propose({ ...request, limit: 3 })
    expect(jobs.estimate(request).items).toBe(2)
    expect(jobs.estimate({ ...request, seed: 9 }).items).toBe(5)
    await queue.settled(job)
    expect(jobs.estimate(request).items).toBe(2)
  })

  it('has no tokens where no model is asked', () => {
    const { dataset } = seed(3)
    const estimate = jobs.estimate({ dataset, generator: 'rule-based' })
    expect(estimate).toEqual({ items: 3, tokens: null, seconds: null, measured: 0 })
  })

  it('is put right while the job runs', async () => {
    const { dataset } = seed(4)
    const { id: job } = jobs.propose({ dataset, generator: 'ollama', settings: { strategy: 'one-call' } })
    expect(jobs.get({ job }).tokensLeft).toBeNull()
    await queue.settled(job)
    expect(atProposals.map(({ done }) => done)).toEqual([1, 2, 3, 4])
    for (const { tokensLeft, secondsLeft } of atProposals.slice(0, 3)) {
      expect(tokensLeft?.prompt).toBeGreaterThan(0)
      expect(secondsLeft).toBeGreaterThan(0)
    }
    expect(atProposals[3]).toMatchObject({ tokensLeft: { prompt: 0, answer: 0 }, secondsLeft: 0 })
    expect(jobs.get({ job })).toMatchObject({ state: 'finished', tokensLeft: null, secondsLeft: null })
    // The next job knows from its first moment.
    const { id: next } = jobs.propose({
      dataset,
      generator: 'ollama',
      seed: 2,
      settings: { strategy: 'one-call' },
    })
    expect(jobs.get({ job: next }).tokensLeft?.answer).toBeGreaterThan(0)
    expect(jobs.get({ job: next }).secondsLeft).toBeGreaterThan(0)
    await queue.settled(next)
  })
})
