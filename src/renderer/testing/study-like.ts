import type { z } from 'zod'
import { DatasetId, RunId, StudyId } from '#shared/contract/ids.ts'
import { Study, StudyResults } from '#shared/contract/studies.ts'
import { StudyPlan } from '#shared/studies/plan.ts'

/** A small plan: a baseline, curated negatives, and their placebo. */
export function planLike(parts: Partial<z.input<typeof StudyPlan>>): StudyPlan {
  return StudyPlan.parse({
    version: 1,
    question: 'Do curated negatives pay?',
    replications: [{ dataset: DatasetId.parse(1), snapshots: { curated: 1, uncurated: null } }],
    arms: [
      {
        name: 'content',
        label: 'Content LightGCN',
        settings: { model: 'content-lightgcn' },
        grid: { layers: [1, 2], learningRate: [0.001, 0.01] },
        snapshot: null,
        placeboOf: null,
      },
      {
        name: 'curated',
        label: 'Curated negatives',
        settings: { model: 'content-lightgcn', use: 'attribute-reader', features: 'text' },
        grid: { layers: [1, 2] },
        snapshot: 'curated',
        placeboOf: null,
      },
      {
        name: 'shuffled',
        label: 'Shuffled negatives',
        settings: {
          model: 'content-lightgcn',
          use: 'attribute-reader',
          features: 'text',
          negatives: 'shuffled',
        },
        grid: {},
        snapshot: 'curated',
        placeboOf: 'curated',
      },
      {
        name: 'popularity',
        label: 'Popularity',
        settings: { model: 'popularity' },
        grid: {},
        snapshot: null,
        placeboOf: null,
      },
    ],
    seeds: [1, 2, 3],
    tuning: { trialsPerArm: 3, seed: 0 },
    metric: 'recall@20',
    hypotheses: [
      { text: 'Curated negatives', arm: 'curated', against: 'content' },
      { text: 'More than their placebo', arm: 'curated', against: 'shuffled' },
    ],
    ...parts,
  })
}

/** A study as the engine gives it, finished unless said otherwise, with a tuned point and a tested run per arm. */
export function studyLike(id: number, parts: { [Key in keyof Study]?: Study[Key] }): Study {
  const plan = parts.plan ?? planLike({})
  const trials = plan.arms.flatMap((arm, place) => [
    ...(Object.keys(arm.grid).length === 0
      ? []
      : [1, 2].map((layers) => ({
          replication: 0,
          arm: arm.name,
          stage: 'tuning',
          point: { layers },
          seed: 0,
          run: RunId.parse(100 * id + 10 * place + layers),
          state: 'finished',
          validation: layers === 2 ? 0.12 : 0.11,
        }))),
    {
      replication: 0,
      arm: arm.name,
      stage: 'final',
      point: Object.keys(arm.grid).length === 0 ? {} : { layers: 2 },
      seed: 1,
      run: RunId.parse(100 * id + 10 * place + 5),
      state: 'finished',
      validation: 0.12,
    },
  ])
  return Study.parse({
    id: StudyId.parse(id),
    name: `Study ${id}`,
    question: plan.question,
    hash: 'ab'.repeat(32),
    state: 'finished',
    explanation: null,
    datasets: [{ id: DatasetId.parse(1), name: 'Movies' }],
    arms: plan.arms.length,
    createdAt: id,
    startedAt: 1,
    finishedAt: 2,
    progress: { finished: trials.length, total: trials.length, secondsLeft: null },
    conclusion:
      'Curated negatives: +0.0042 [-0.0101, +0.0185] Recall@20 over Content LightGCN; no effect shown.',
    plan,
    trials,
    ...parts,
  })
}

/** What a finished study found; every arm a little better than the one before. */
export function resultsLike(study: Study): StudyResults {
  const more = (study.plan.replications.length - 1) / 100
  const means = (place: number) => ({ 'recall@20': 0.1 + place / 100 + more, 'ndcg@20': 0.05 - place / 1000 })
  return StudyResults.parse({
    study: study.id,
    metric: study.plan.metric,
    conclusion: study.conclusion ?? 'Nothing is concluded yet: 3 trainings are missing.',
    complete: study.state === 'finished',
    arms: study.plan.arms.map(({ name, label, placeboOf, grid }, place) => ({
      arm: name,
      label,
      placeboOf,
      replications: study.plan.replications.map((_, at) => ({
        mean: { 'recall@20': 0.1 + place / 100 + at / 50, 'ndcg@20': 0.05 - place / 1000 },
        deviation: { 'recall@20': 0.002, 'ndcg@20': 0.001 },
        seeds: 3,
      })),
      mean: means(place),
      chosen: study.plan.replications.map(() => (Object.keys(grid).length === 0 ? null : { layers: 2 })),
      seconds: 12.5 * (place + 1),
    })),
    hypotheses: study.plan.hypotheses.map(({ text, arm, against }, place) => ({
      text,
      arm,
      against,
      difference: 0.0042 + place / 100,
      interval: [-0.0101 + place / 50, 0.0185 + place / 50],
      intervalSpeaksOf: 'users and seeds',
      effectSize: 0.12,
      replications: study.plan.replications.map(() => 0.0042),
      tests: [
        {
          test: 'paired t',
          speaksOf: 'users',
          n: 597,
          statistic: 2.31,
          degreesOfFreedom: 596,
          p: 0.021,
          pAdjusted: 0.042,
        },
        {
          test: 'wilcoxon',
          speaksOf: 'users',
          n: 597,
          statistic: 4100,
          degreesOfFreedom: null,
          p: 0.03,
          pAdjusted: 0.06,
        },
        {
          test: 'crossed random effects',
          speaksOf: 'users and seeds',
          n: 1791,
          statistic: 1.12,
          degreesOfFreedom: 2.7,
          p: 0.34,
          pAdjusted: 0.68,
        },
      ],
      verdict: place === 0 ? 'not-shown' : 'better',
    })),
    strata: [
      { name: 'Items without training interactions', kind: 'item-history', interactions: 40, users: 30 },
      { name: 'Items with training interactions', kind: 'item-history', interactions: 900, users: 590 },
      { name: 'Least active quarter', kind: 'user-activity', interactions: 210, users: 150 },
    ].map((stratum) => ({
      ...stratum,
      values: Object.fromEntries(study.plan.arms.map(({ name }, place) => [name, 0.08 + place / 100])),
    })),
  })
}
