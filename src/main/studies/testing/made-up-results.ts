import { DatasetId, StudyId } from '#shared/contract/ids.ts'
import type { Study, StudyResults } from '#shared/contract/studies.ts'
import { analyseStudy } from '../analysis/analyse-study.ts'
import { type MadeUpStudy, madeUpStudy } from './made-up-study.ts'

/** A finished study of nothing that was trained, with what analysis makes of it. */
export async function madeUpResults(
  made: MadeUpStudy,
  name = 'A study',
): Promise<{ study: Study; results: StudyResults }> {
  const material = madeUpStudy(made)
  const results = await analyseStudy(material)
  const { plan, trials } = material.study
  const study: Study = {
    ...{
      id: StudyId.parse(1),
      name,
      question: plan.question,
      hash: 'a1b2c3',
      state: 'finished',
      explanation: null,
    },
    datasets: plan.replications.map(({ dataset }) => ({
      id: DatasetId.parse(dataset),
      name: `Shop ${dataset}`,
    })),
    ...{ arms: plan.arms.length, createdAt: 0, startedAt: 0, finishedAt: 0, plan, trials },
    progress: { finished: trials.length, total: trials.length, secondsLeft: 0 },
    conclusion: results.conclusion,
  }
  return { study, results }
}
