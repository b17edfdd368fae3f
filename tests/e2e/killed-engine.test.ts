import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { Database } from '#main/store/database.ts'
import { Annotator, type DatasetId, type ProposalId } from '#shared/contract/ids.ts'
import { type OllamaDouble, startOllamaDouble } from '#tests/support/ollama-double/server.ts'
import { type ServedStudio, serveStudio, studio, temporaryFolder } from '#tests/support/studio.ts'

const KILLS = 20
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

it(`loses no proposal and no decision when the engine is killed ${KILLS} times in a propose job`, async () => {
  const workspace = temporaryFolder((clean) => cleanups.push(clean))
  expect((await studio(workspace, 'init', '--sample')).code).toBe(0)
  const double: OllamaDouble = await startOllamaDouble()
  cleanups.push(() => double.close())
  const annotator = Annotator.parse('Ada')

  const seenProposals = new Set<ProposalId>()
  const decided = new Map<ProposalId, 'accepted' | 'rejected'>()
  let engine: ServedStudio = await serveStudio(workspace)
  cleanups.push(() => engine.kill())
  const dataset = await sampleDataset(engine)
  await engine.client.system.saveSettings({
    ...{ ollamaHost: double.url, model: double.visionModel },
    auditShare: 0,
  })
  const job = await engine.client.jobs.propose({ dataset, generator: 'ollama', limit: 200, concurrency: 2 })

  for (let kill = 0; kill < KILLS; kill++) {
    const deadline = performance.now() + 100 + Math.random() * 400
    while (performance.now() < deadline) {
      const { proposals } = await engine.client.proposals.list({ filter: { dataset }, limit: 1000 })
      for (const proposal of proposals) seenProposals.add(proposal.id)
      const pending = proposals.find((proposal) => proposal.state === 'pending')
      if (pending === undefined) continue
      const verdict = Math.random() < 0.5 ? 'accept' : 'reject'
      await engine.client.review.decide({ annotator, decisions: [{ verdict, proposal: pending.id }] })
      decided.set(pending.id, verdict === 'accept' ? 'accepted' : 'rejected')
    }
    await engine.kill()
    engine = await serveStudio(workspace)
  }

  const state = async () => (await engine.client.jobs.get({ job: job.id })).state
  const patiently = { timeout: 120_000, interval: 200 }
  await expect.poll(state, patiently).toBe('finished')
  // What was worked on at five ends without an answer in between counts as their cause; a person can have it tried again.
  for (const { error } of await engine.client.jobs.failures({ job: job.id }))
    expect(error).toMatch(/^The studio stopped 5 times/)
  await engine.client.jobs.retryFailed({ job: job.id })
  await expect.poll(state, patiently).toBe('finished')
  const { proposals } = await engine.client.proposals.list({ filter: { dataset }, limit: 1000 })
  expect(new Set(proposals.map((proposal) => proposal.item)).size).toBe(200)
  expect(proposals).toHaveLength(200)
  const ids = new Set(proposals.map((proposal) => proposal.id))
  expect([...seenProposals].filter((id) => !ids.has(id))).toEqual([])
  const states = new Map(proposals.map((proposal) => [proposal.id, proposal.state]))
  expect(decided.size).toBeGreaterThan(0)
  for (const [id, state] of decided) expect(states.get(id)).toBe(state)

  await engine.stop()
  const database = new Database(join(workspace, 'studio.db'))
  expect(database.integrityProblems()).toEqual([])
  database.close()
})

async function sampleDataset(engine: ServedStudio): Promise<DatasetId> {
  const [sample] = await engine.client.catalogue.datasets()
  if (sample === undefined) throw new Error('the sample catalogue is missing')
  return sample.id
}
