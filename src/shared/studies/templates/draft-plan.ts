import type { TextEncoderSettings } from '../../encoders/text-encoder-settings.ts'
import type { ArmSnapshot, Replication, StudyPlan } from '../plan.ts'
import { TRIALS_PER_ARM } from './grids.ts'
import type { StudyTemplate } from './template.ts'

/**
 * The plan of a template on data sets. Arms that learn from a snapshot which a data set lacks are left out, with the
 * hypotheses on them; snapshots that no arm learns from are not named.
 */
export function draftPlan(
  template: StudyTemplate,
  replications: readonly Replication[],
  textEncoder: TextEncoderSettings,
): StudyPlan {
  const isThere = (snapshot: ArmSnapshot) =>
    replications.every(({ snapshots }) => snapshots[snapshot] !== null)
  const arms = template.arms.filter(({ snapshot }) => snapshot === null || isThere(snapshot))
  const names = new Set(arms.map(({ name }) => name))
  const named = (snapshots: Replication['snapshots'], which: ArmSnapshot) =>
    arms.some(({ snapshot }) => snapshot === which) ? snapshots[which] : null
  return {
    version: 1,
    question: template.question,
    replications: replications.map(({ dataset, snapshots }) => ({
      dataset,
      snapshots: { curated: named(snapshots, 'curated'), uncurated: named(snapshots, 'uncurated') },
    })),
    arms: [...arms],
    seeds: [1, 2, 3],
    textEncoder,
    tuning: { trialsPerArm: TRIALS_PER_ARM, seed: 1 },
    metric: 'recall@20',
    hypotheses: template.hypotheses.filter(({ arm, against }) => names.has(arm) && names.has(against)),
  }
}
