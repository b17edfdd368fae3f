import type { TestRanks } from '#main/runs/test-ranks.ts'
import type { UserMetrics } from '#main/runs/user-metrics.ts'
import { mean } from '#main/statistics/mean-and-deviation.ts'
import { type DatasetId, RunId, StudyId } from '#shared/contract/ids.ts'
import type { Run } from '#shared/contract/runs.ts'
import type { StudyTrial } from '#shared/contract/studies.ts'
import { type Hypothesis, type StudyArm, StudyPlan } from '#shared/studies/plan.ts'
import { testedSeeds } from '#shared/studies/trainings.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import { METRIC_KEYS } from '#shared/training/metrics.ts'
import type { StrataFacts, StudyMaterial } from '../analysis/study-material.ts'

/** A training of a study of nothing that was trained. */
export interface MadeUpTraining {
  readonly replication: number
  readonly arm: string
  readonly seed: number
}

export interface MadeUpStudy {
  readonly arms: readonly (Partial<StudyArm> & { readonly name: string })[]
  readonly hypotheses?: readonly Hypothesis[]
  readonly replications?: number
  readonly seeds?: readonly number[]
  /** Recall@20 of each test user; null for a training that is not tested. */
  readonly recalls: (training: MadeUpTraining) => readonly number[] | null
  readonly ranks?: (training: MadeUpTraining) => TestRanks | null
  readonly facts?: StrataFacts
}

/** The plan has an arm held against the first one where no hypotheses are named. */
export function madeUpPlan({
  arms,
  hypotheses,
  replications = 1,
  seeds = [1, 2, 3],
}: Omit<MadeUpStudy, 'recalls'>): StudyPlan {
  const [first, second] = arms
  return StudyPlan.parse({
    version: 1,
    question: 'Do they help?',
    replications: Array.from({ length: replications }, (_, place) => ({
      dataset: place + 1,
      snapshots: { curated: null, uncurated: null },
    })),
    arms: arms.map((arm) => ({
      label: `The ${arm.name}`,
      settings: { model: 'lightgcn' },
      grid: {},
      snapshot: null,
      placeboOf: null,
      ...arm,
    })),
    seeds,
    tuning: { trialsPerArm: 1, seed: 1 },
    metric: 'recall@20',
    hypotheses: hypotheses ?? [{ text: 'It', arm: second?.name, against: first?.name }],
  })
}

export function madeUpStudy(study: MadeUpStudy): StudyMaterial {
  const plan = madeUpPlan(study)
  const runs = new Map<RunId, { run: Run; training: MadeUpTraining; recalls: readonly number[] }>()
  const trials = plan.replications.flatMap((_, replication) =>
    plan.arms.flatMap((arm) =>
      testedSeeds(arm, plan).map((seed): StudyTrial => {
        const training = { replication, arm: arm.name, seed }
        const recalls = study.recalls(training)
        const common = { ...training, stage: 'final', point: { layers: 2 }, validation: null } as const
        if (recalls === null) return { ...common, run: null, state: 'waiting' }
        const id = RunId.parse(runs.size + 1)
        runs.set(id, { run: testedRun(id, plan, training, recalls), training, recalls })
        return { ...common, run: id, state: 'finished' }
      }),
    ),
  )
  const of = (run: Run) => {
    const found = runs.get(run.id)
    if (found === undefined) throw new RangeError(`There is no run ${run.id}.`)
    return found
  }
  return {
    study: { id: StudyId.parse(1), plan, trials },
    run: (run) => runs.get(run)?.run ?? null,
    userMetrics: async (run) => userMetrics(of(run).recalls),
    testRanks: async (run) => study.ranks?.(of(run).training) ?? null,
    strataFacts: async () => {
      if (study.facts === undefined) throw new RangeError('The study has no facts.')
      return study.facts
    },
  }
}

function testedRun(id: RunId, plan: StudyPlan, training: MadeUpTraining, recalls: readonly number[]): Run {
  const dataset = (plan.replications[training.replication]?.dataset ?? 1) as DatasetId
  return {
    ...{ id, name: `Run ${id}`, customName: null, tags: [], notes: '' },
    ...{ dataset, datasetName: `Data set ${dataset}`, snapshot: null, snapshotName: null, study: null },
    config: configFrom({ model: 'lightgcn', seed: training.seed }),
    ...{ createdAt: 0, startedAt: 0, trainedSeconds: 2 * training.seed, version: '1' },
    ...{ backend: null, device: null, reason: null, epoch: 1, loss: 1, bestEpoch: 1, secondsPerEpoch: 1 },
    ...{ validation: null, state: 'finished', finishedAt: 0 },
    test: { 'recall@20': mean(recalls), 'coverage@20': 0.5 },
  }
}

/** All other metrics are 0. */
function userMetrics(recalls: readonly number[]): UserMetrics {
  const values = new Float32Array(recalls.length * METRIC_KEYS.length)
  recalls.forEach((recall, user) => {
    values[user * METRIC_KEYS.length + METRIC_KEYS.indexOf('recall@20')] = recall
  })
  return { users: Int32Array.from(recalls.keys()), keys: METRIC_KEYS, values }
}
