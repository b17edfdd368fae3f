import { expect, it, onTestFinished } from 'vitest'
import { SAMPLE_RECIPE } from '#main/catalogue/sample/recipe.ts'
import { Annotator, type DatasetId, type RunId } from '#shared/contract/ids.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import { type ServedStudio, serveStudio, studio, temporaryFolder } from '#tests/support/studio.ts'
import { decideByTruth } from '#tests/support/truthful-curator.ts'

/** Rounds of proposals, each with a seed of its own: so many negatives of every item. */
const ROUNDS = 8
/** Chosen on validation Recall@20 among lambda 0.4, 1 and 2 and learning rates 1e-3 and 5e-3. */
const SETTINGS = { model: 'neggen', learningRate: 5e-3, lambda: 2, patience: 50 } as const
const SEEDS = [1, 2, 3]

it('learns what the sample shoppers choose by: curated negatives beat the same model without its causal module', async () => {
  const workspace = temporaryFolder(onTestFinished)
  expect((await studio(workspace, 'init', '--sample')).code).toBe(0)
  const engine = await serveStudio(workspace)
  onTestFinished(() => engine.stop())
  const [sample] = await engine.client.catalogue.datasets()
  if (sample === undefined) throw new Error('the sample catalogue is missing')
  for (let round = 0; round < ROUNDS; round++) await proposeRound(engine, sample.id, 100 + round)
  await curate(engine, sample.id)
  const snapshot = await engine.client.snapshots.create({ dataset: sample.id, name: 'by truth' })

  const runs: RunId[] = []
  for (const causal of [false, true]) {
    for (const seed of SEEDS) {
      const run = await engine.client.runs.create({
        dataset: sample.id,
        snapshot: snapshot.id,
        config: configFrom({ ...SETTINGS, causal, seed }),
      })
      runs.push(run.id)
    }
  }
  const state = async () => {
    const all = await engine.client.runs.list({ dataset: sample.id })
    return all.map((run) => run.state)
  }
  await expect
    .poll(state, { timeout: 280_000, interval: 500 })
    .toEqual(Array.from({ length: 2 * SEEDS.length }, () => 'finished'))

  const { groups, tests } = await engine.client.runs.compare({ runs })
  expect(groups).toHaveLength(2)
  const paired = tests[0]?.tests.find((test) => test.metric === 'recall@20')
  console.log(
    groups.map(
      (group) => `${group.label}: Recall@20 ${group.mean['recall@20']}, NDCG@20 ${group.mean['ndcg@20']}`,
    ),
    paired,
  )
  expect(paired?.meanDifference).toBeGreaterThan(0)
  expect(paired?.p).toBeLessThan(0.05)
})

async function proposeRound(engine: ServedStudio, dataset: DatasetId, seed: number): Promise<void> {
  const { id } = await engine.client.jobs.propose({ dataset, generator: 'rule-based', seed })
  await expect
    .poll(async () => (await engine.client.jobs.get({ job: id })).state, { timeout: 60_000, interval: 200 })
    .toBe('finished')
}

async function curate(engine: ServedStudio, dataset: DatasetId): Promise<void> {
  const queue = await engine.client.review.queue({ filter: { dataset }, sort: 'oldest' })
  expect(queue.proposals.length).toBeGreaterThan(2000)
  const key = new Set(SAMPLE_RECIPE.keyAttributes)
  const decisions = []
  for (const proposal of queue.proposals) {
    decisions.push(decideByTruth(await engine.client.review.card({ proposal }), key))
  }
  await engine.client.review.decide({ annotator: Annotator.parse('Truth'), decisions })
}
