import type { Reader } from '#main/store/database.ts'
import { readStepDecisions } from '#main/store/decision-repository.ts'
import { listSteps, readStep, type Step } from '#main/store/step-repository.ts'
import type { StepId } from '#shared/contract/ids.ts'
import type { HistoryStep } from '#shared/contract/review.ts'
import type { Service } from '#shared/contract/service.ts'
import { describeStep } from './step-description.ts'
import { DESCRIBED } from './taking-back.ts'

const TITLES = 3

/** A page of the steps on a data set's proposals, newest first. */
export function readHistory(
  reader: Reader,
  query: Parameters<Service<'review'>['history']>[0],
): { steps: HistoryStep[]; more: boolean } {
  const { dataset, by, kinds, standing, before, limit } = query
  const steps = listSteps(
    reader,
    { dataset, annotator: by, kinds, standing },
    { before: before ?? null, limit: limit + 1 },
  )
  return {
    steps: steps.slice(0, limit).flatMap((step) => toHistoryStep(reader, step) ?? []),
    more: steps.length > limit,
  }
}

function toHistoryStep(reader: Reader, step: Step): HistoryStep | undefined {
  if (step.kind === 'attributes') return undefined
  const act = step.target === null ? step : actBehind(reader, step.target)
  const decisions = act === undefined ? [] : readStepDecisions(reader, act.id, DESCRIBED)
  return {
    step: step.id,
    annotator: step.annotator,
    kind: step.kind,
    at: step.createdAt,
    description: describeStep(decisions, step),
    decisions: step.decisions,
    proposals: decisions.slice(0, TITLES).map(({ proposal, title }) => ({ proposal, title })),
    target: step.target,
    standing: step.standing,
  }
}

/** The step that decided something, behind any number of steps that took it back or brought it back. */
function actBehind(reader: Reader, id: StepId): Step | undefined {
  let step = readStep(reader, id)
  while (step !== undefined && step.target !== null) step = readStep(reader, step.target)
  return step
}
