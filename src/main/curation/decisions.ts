import type { Writer } from '#main/store/database.ts'
import { insertDecision } from '#main/store/decision-repository.ts'
import { deleteDraft } from '#main/store/draft-repository.ts'
import { readDatasetsOf } from '#main/store/proposal-repository.ts'
import { readStanding } from '#main/store/standing-repository.ts'
import { insertStep } from '#main/store/step-repository.ts'
import type { Annotator, DatasetId, ProposalId, StepId } from '#shared/contract/ids.ts'
import type { DecisionInput, Standing } from '#shared/contract/review.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { proposalGone, proposalsGone } from './proposal-gone.ts'

type Written =
  | { outcome: 'decided'; step: StepId; dataset: DatasetId; proposals: ProposalId[] }
  | { outcome: 'conflict'; conflicts: { proposal: ProposalId; stands: Standing | null }[] }

/**
 * Writes one step, all or nothing. Where something else stands than what the person decided on, nothing is written, and the answer
 * has what does.
 *
 * @throws ExpectedError NOT_FOUND when a proposal is gone, BAD_INPUT when one is named twice or they are of several data sets
 */
export function writeDecisions(
  writer: Writer,
  input: { annotator: Annotator; decisions: readonly DecisionInput[]; dwell?: number | undefined },
): Written {
  const { annotator, decisions } = input
  const proposals = decisions.map(({ proposal }) => proposal)
  if (new Set(proposals).size < proposals.length) {
    throw new ExpectedError('BAD_INPUT', 'One step cannot decide the same proposal twice.')
  }
  return writer.transaction(() => {
    const dataset = onlyDataset(readDatasetsOf(writer, proposals), proposals)
    const conflicts = decisions.flatMap((decision) => conflictOf(writer, annotator, decision) ?? [])
    if (conflicts.length > 0) return { outcome: 'conflict', conflicts }
    const step = insertStep(writer, {
      annotator,
      kind: 'decide',
      target: null,
      dataset,
      decisions: decisions.length,
      dwell: input.dwell ?? null,
      createdAt: Date.now(),
    })
    for (const decision of decisions) {
      insertDecision(writer, step, decision)
      deleteDraft(writer, decision.proposal, annotator)
    }
    return { outcome: 'decided', step, dataset, proposals }
  })
}

function conflictOf(writer: Writer, annotator: Annotator, { proposal, on }: DecisionInput) {
  const stands = readStanding(writer, proposal) ?? null
  const asExpected =
    on === undefined ? stands === null || stands.annotator === annotator : on === (stands?.step ?? null)
  return asExpected ? undefined : { proposal, stands }
}

function onlyDataset(
  datasets: ReadonlyMap<ProposalId, DatasetId>,
  proposals: readonly ProposalId[],
): DatasetId {
  if (datasets.size < proposals.length) {
    throw proposals.length === 1 ? proposalGone() : proposalsGone(proposals.length - datasets.size)
  }
  const [dataset, ...others] = new Set(datasets.values())
  if (dataset === undefined || others.length > 0) {
    throw new ExpectedError('BAD_INPUT', 'One step decides proposals of one data set.', {
      retry: 'Decide those of each data set by themselves.',
    })
  }
  return dataset
}
