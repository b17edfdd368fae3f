import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '#main/store/database.ts'
import { recordEpoch } from '#main/store/run-epoch-repository.ts'
import { insertRun } from '#main/store/run-repository.ts'
import { markRunning, recordResult } from '#main/store/run-state-repository.ts'
import { insertStudy, moveStudy, recordConclusion } from '#main/store/study-repository.ts'
import { insertTrial } from '#main/store/study-trial-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import { DatasetId, type RunId } from '#shared/contract/ids.ts'
import { encodeNpy } from '#shared/files/npy.ts'
import { StudyPlan } from '#shared/studies/plan.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import type { TrainConfig } from '#shared/training/config.ts'
import { METRIC_KEYS, type Metrics } from '#shared/training/metrics.ts'

const EPOCHS = 20
const TEST_USERS = 5000
/** As many as the contract lets be compared. */
const MOST_COMPARED = 100
const MODELS = ['lightgcn', 'bpr-mf', 'content-lightgcn', 'content-mf', 'ridge'] as const

/** Numbers between 0 and 1 that are the same in every bench. */
function* sequence(): Generator<number, never> {
  for (let state = 1; ; state = (state * 48271) % 2147483647) yield state / 2147483647
}
const numbers = sequence()
const number = () => numbers.next().value

/**
 * Runs of several models and seeds, and studies over further ones, as their trainers leave them. The newest hundred runs have
 * test results of 5,000 users each; those of the others are asked for by nothing that is measured.
 *
 * @returns the runs that can be compared
 */
export function fillWorkspace(
  { database, paths }: Workspace,
  counts: { runs: number; studies: number },
): RunId[] {
  const dataset = DatasetId.parse(1)
  const runs = Array.from({ length: counts.runs }, (_, place) => {
    const model = MODELS[place % MODELS.length] ?? MODELS[0]
    const config = configFrom({
      model,
      seed: 1 + (Math.floor(place / MODELS.length) % 10),
      epochs: 200 + Math.floor(place / 50),
    })
    return finishedRun(database, dataset, config)
  })
  const compared = runs.slice(-MOST_COMPARED)
  for (const run of compared) writeTestResults(paths.run(run))
  for (let place = 0; place < counts.studies; place++) {
    const plan = planOf(dataset, place)
    const createdAt = Date.now() - (counts.studies - place) * 60_000
    const study = insertStudy(database, {
      name: `Study ${place + 1}`,
      plan,
      hash: place.toString(16).padStart(64, '0'),
      version: '0.1.0',
      createdAt,
    })
    for (const arm of plan.arms) {
      for (const seed of plan.seeds) {
        const run = finishedRun(database, dataset, configFrom({ ...arm.settings, seed }))
        insertTrial(database, study, { replication: 0, arm: arm.name, stage: 'final', point: {}, seed }, run)
      }
    }
    moveStudy(database, study, 'start', { explanation: null, at: createdAt })
    moveStudy(database, study, 'finish', { explanation: null, at: createdAt + 1 })
    recordConclusion(database, study, `Arm 2: +0.00${place % 10} Recall@20 over arm 1; no effect shown.`)
  }
  return compared
}

function finishedRun(database: Database, dataset: DatasetId, config: TrainConfig): RunId {
  const run = insertRun(database, {
    dataset,
    snapshot: null,
    config,
    version: '0.1.0',
    createdAt: Date.now(),
  })
  markRunning(database, run, Date.now())
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    const at = Date.now()
    recordEpoch(
      database,
      run,
      { epoch, loss: 1 / epoch, seconds: 1, validation: metrics(), best: epoch === EPOCHS },
      at,
    )
  }
  const result = { state: 'finished', epochs: EPOCHS, bestEpoch: EPOCHS, secondsPerEpoch: 1 } as const
  recordResult(database, run, { ...result, validation: metrics(), test: metrics() }, Date.now())
  return run
}

function writeTestResults(folder: string): void {
  const output = join(folder, 'output')
  mkdirSync(output, { recursive: true })
  const users = Int32Array.from({ length: TEST_USERS }, (_, user) => user)
  const values = Float32Array.from({ length: TEST_USERS * METRIC_KEYS.length }, number)
  writeFileSync(join(output, 'test_users.npy'), encodeNpy(users, [TEST_USERS]))
  writeFileSync(join(output, 'test_metrics.npy'), encodeNpy(values, [TEST_USERS, METRIC_KEYS.length]))
}

function metrics(): Metrics {
  return Object.fromEntries(METRIC_KEYS.map((key) => [key, number()]))
}

function planOf(dataset: DatasetId, place: number): StudyPlan {
  const arm = (name: string, model: string) => ({
    name,
    label: `${model} of study ${place + 1}`,
    settings: { model },
    grid: {},
    snapshot: null,
    placeboOf: null,
  })
  return StudyPlan.parse({
    version: 1,
    question: `Is arm 2 better in study ${place + 1}?`,
    replications: [{ dataset, snapshots: { curated: null, uncurated: null } }],
    arms: [arm('one', 'lightgcn'), arm('two', 'bpr-mf')],
    seeds: [1, 2, 3, 4],
    tuning: { trialsPerArm: 1, seed: 1 },
    metric: 'recall@20',
    hypotheses: [{ text: 'Arm 2', arm: 'two', against: 'one' }],
  })
}
