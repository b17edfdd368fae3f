import { DatasetId } from '#shared/contract/ids.ts'
import type { StudyArm, StudyPlan } from '#shared/studies/plan.ts'

/** An arm of LightGCN, unless said otherwise. */
export function armLike(name: string, parts: Partial<StudyArm> = {}): StudyArm {
  return {
    ...{ name, label: name, settings: { model: 'lightgcn' }, grid: {}, snapshot: null, placeboOf: null },
    ...parts,
  }
}

/** A plan of two arms on a data set, one of which chooses between two learning rates. */
export function planLike(parts: Partial<StudyPlan> = {}): StudyPlan {
  return {
    version: 1,
    question: 'Which is better?',
    replications: [{ dataset: DatasetId.parse(1), snapshots: { curated: null, uncurated: null } }],
    arms: [
      armLike('popularity', { settings: { model: 'popularity' } }),
      armLike('lightgcn', { grid: { learningRate: [0.01, 0.02] } }),
    ],
    seeds: [1, 2],
    tuning: { trialsPerArm: 6, seed: 7 },
    metric: 'recall@20',
    hypotheses: [{ text: 'Learning', arm: 'lightgcn', against: 'popularity' }],
    ...parts,
  }
}
