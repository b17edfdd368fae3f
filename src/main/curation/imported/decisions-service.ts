import { readDataset } from '#main/store/dataset-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { DecisionImport } from '#shared/contract/decision-imports.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import type { Service } from '#shared/contract/service.ts'
import type { Publish } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { announceDecisions } from '../announce-decisions.ts'
import { writeDecisions } from '../decisions.ts'
import type { Leases } from '../leases.ts'
import { type ImportPlan, planImport, readDecisionFile } from './decision-import.ts'

export interface DecisionsDependencies {
  workspace: Workspace
  publish: Publish
  leases: Leases
}

/** The contract's section `decisions`: decisions made elsewhere. */
export function createDecisionsService({ workspace: { database }, publish, leases }: DecisionsDependencies) {
  const read = async ({ dataset, path }: { dataset: DatasetId; path: string }) => {
    const known = readDataset(database, dataset)
    if (known === undefined) throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
    return readDecisionFile(database, known, path)
  }
  return {
    /** @throws ExpectedError NOT_FOUND or BAD_INPUT, with file and line */
    async preview(input): Promise<DecisionImport> {
      const plan = planImport(database, await read(input), new Set(input.theirs))
      return { ...said(plan), steps: counted(plan) }
    },

    /**
     * One step of each annotator, all of them or none, on what stands at this moment.
     *
     * @throws ExpectedError NOT_FOUND or BAD_INPUT, with file and line; nothing is written then
     */
    async import(input): Promise<DecisionImport> {
      const decisions = await read(input)
      const { plan, written } = database.transaction(() => {
        const made = planImport(database, decisions, new Set(input.theirs))
        return {
          plan: made,
          written: [...made.steps].map(([annotator, own]) => {
            const step = writeDecisions(database, { annotator, decisions: own })
            if (step.outcome === 'conflict') throw new Error('what stands changed within a transaction')
            return { annotator, ...step }
          }),
        }
      })
      for (const { annotator, proposals } of written) {
        announceDecisions({ database, publish }, input.dataset, annotator, proposals)
        leases.end(proposals)
      }
      return {
        ...said(plan),
        steps: written.map(({ annotator, step, proposals }) => ({
          annotator,
          step,
          decisions: proposals.length,
        })),
      }
    },
  } satisfies Service<'decisions'>
}

function counted({ steps }: ImportPlan): DecisionImport['steps'] {
  return [...steps].map(([annotator, own]) => ({ annotator, decisions: own.length, step: null }))
}

function said({ unchanged, conflicts }: ImportPlan): Pick<DecisionImport, 'unchanged' | 'conflicts'> {
  return { unchanged, conflicts }
}
