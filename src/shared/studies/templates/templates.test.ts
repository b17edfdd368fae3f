import { describe, expect, it } from 'vitest'
import { DatasetId, SnapshotId } from '../../contract/ids.ts'
import { DEFAULT_TEXT_ENCODER } from '../../encoders/text-encoder-settings.ts'
import { neggen } from '../../training/models/neggen.ts'
import { samplers } from '../../training/samplers/registry.ts'
import { StudyPlan } from '../plan.ts'
import { planProblem } from '../plan-problem.ts'
import { countTrainings, pointsTried } from '../trainings.ts'
import { draftPlan } from './draft-plan.ts'
import { studyTemplates } from './registry.ts'
import type { StudyTemplate } from './template.ts'

const CURATED = SnapshotId.parse(1)
const UNCURATED = SnapshotId.parse(2)

function drafted(template: StudyTemplate, uncurated: (SnapshotId | null)[] = [UNCURATED]): StudyPlan {
  const replications = uncurated.map((each, at) => ({
    dataset: DatasetId.parse(at + 1),
    snapshots: { curated: CURATED, uncurated: each },
  }))
  return draftPlan(template, replications, DEFAULT_TEXT_ENCODER)
}

function named(name: (typeof studyTemplates)[number]['name']): StudyTemplate {
  const found = studyTemplates.find((template) => template.name === name)
  if (found === undefined) throw new Error(name)
  return found
}

describe.each(studyTemplates.map((template: StudyTemplate) => [template.name, template] as const))(
  'the template %s',
  (_, template) => {
    it('is a plan that can be trained, with and without what is optional', () => {
      for (const plan of [drafted(template), drafted(template, [UNCURATED, null])]) {
        expect(StudyPlan.parse(plan)).toEqual(plan)
        expect(planProblem(plan)).toBeNull()
        expect(plan.hypotheses.length).toBeGreaterThan(0)
      }
    })

    it('tries as many points of every arm, and few enough for a few hundred trainings', () => {
      const plan = drafted(template)
      expect(new Set(plan.arms.map((arm) => pointsTried(arm, plan)))).toEqual(new Set([6]))
      expect(countTrainings(plan)).toBeLessThan(200)
    })

    it('gives a placebo the grid and the negatives of its arm', () => {
      const { arms } = drafted(template)
      for (const arm of arms) {
        if (arm.placeboOf === null) continue
        const own = arms.find(({ name }) => name === arm.placeboOf)
        expect(arm).toMatchObject({ grid: own?.grid, snapshot: own?.snapshot })
      }
    })
  },
)

it('arms that learn from uncurated negatives are left out where a data set has none', () => {
  const learns = (plan: StudyPlan) => plan.arms.some(({ snapshot }) => snapshot === 'uncurated')
  expect(learns(drafted(named('curated-negatives')))).toBe(true)
  const without = drafted(named('curated-negatives'), [UNCURATED, null])
  expect(learns(without)).toBe(false)
  expect(without.replications.map(({ snapshots }) => snapshots.uncurated)).toEqual([null, null])
})

it('every sampler and every ablation of NegGen is an arm', () => {
  expect(
    drafted(named('samplers'))
      .arms.map(({ name }) => name)
      .toSorted(),
  ).toEqual(samplers.map(({ name }) => name).toSorted())
  const labels = drafted(named('neggen-ablation')).arms.map(({ label }) => label)
  for (const ablation of Object.keys(neggen.ablations ?? {})) expect(labels).toContain(`NegGen ${ablation}`)
})
