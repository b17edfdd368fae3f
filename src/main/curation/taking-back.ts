import { endBulk } from '#main/store/bulk-repository.ts'
import { readStepDecisions } from '#main/store/decision-repository.ts'
import { deleteRestoredDrafts, restoreDrafts } from '#main/store/draft-repository.ts'
import { readProposalsOfStep, readStates, settleProposal } from '#main/store/standing-repository.ts'
import {
  findNewestAct,
  findNewestUndo,
  insertStep,
  readStep,
  type Step,
  setStepStanding,
} from '#main/store/step-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { Annotator, DatasetId, ProposalId, StepId } from '#shared/contract/ids.ts'
import type { ChangedStep } from '#shared/contract/review.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { LongSteps } from './long-steps.ts'
import { describeStep } from './step-description.ts'

/** What taking back and bringing back need. */
export interface TakingBack {
  workspace: Workspace
  longSteps: Pick<LongSteps, 'settleLater' | 'atOnce'>
}

const KEPT_NAMED = 100
/** Decisions that a description looks at. */
export const DESCRIBED = 200

/** What happened, with the data set that it happened to. */
export interface Changed {
  changed: ChangedStep
  dataset: DatasetId | null
}

/**
 * Takes back the annotator's newest act that stands: a decision, a bulk action, or a revert, which brings back what it had
 * reverted. Null when there is none.
 */
export function takeBack(at: TakingBack, annotator: Annotator, dataset: DatasetId | null): Changed | null {
  const { database } = at.workspace
  return database.transaction(() => {
    const act = findNewestAct(database, annotator, dataset)
    if (act === undefined) return null
    insertChange(at, 'undo', annotator, act)
    return change(at, act, false)
  })
}

/** Brings back what the annotator's newest undo took back. Null when there is none, or they did something else since. */
export function bringBack(at: TakingBack, annotator: Annotator, dataset: DatasetId | null): Changed | null {
  const { database } = at.workspace
  return database.transaction(() => {
    for (;;) {
      const undo = findNewestUndo(database, annotator, dataset)
      if (undo === undefined) return null
      const act = undo.target === null ? undefined : readStep(database, undo.target)
      // What was undone is undone for good where it is gone, or where a revert has nothing left to revert.
      setStepStanding(database, undo.id, false)
      if (act === undefined || !canStandAgain(at, act)) continue
      insertChange(at, 'redo', annotator, undo)
      return change(at, act, true)
    }
  })
}

/**
 * Takes back any step of any person; later ones stay as they are.
 *
 * @throws ExpectedError NOT_FOUND, CONFLICT where it is taken back already, BAD_INPUT where it is no act of its own
 */
export function revertStep(at: TakingBack, annotator: Annotator, id: StepId): Changed {
  const { database } = at.workspace
  return database.transaction(() => {
    const step = readStep(database, id)
    if (step === undefined) {
      throw new ExpectedError('NOT_FOUND', 'This step does not exist any more.', {
        retry: 'Reload the history.',
      })
    }
    if (step.kind === 'undo' || step.kind === 'redo' || step.kind === 'attributes') {
      throw new ExpectedError('BAD_INPUT', 'Only a decision, a bulk action or a revert can be reverted.', {
        retry: 'Revert the step that it concerns.',
      })
    }
    if (!step.standing) {
      throw new ExpectedError('CONFLICT', 'This step is taken back already.', {
        retry: 'Reload the history.',
      })
    }
    insertChange(at, 'revert', annotator, step)
    return change(at, step, false)
  })
}

function canStandAgain({ workspace }: TakingBack, act: Step): boolean {
  if (act.kind !== 'revert') return true
  return act.target !== null && readStep(workspace.database, act.target)?.standing === true
}

function insertChange(
  { workspace }: TakingBack,
  kind: 'undo' | 'redo' | 'revert',
  annotator: Annotator,
  target: Step,
): void {
  insertStep(workspace.database, {
    annotator,
    kind,
    target: target.id,
    dataset: target.dataset,
    decisions: target.decisions,
    dwell: null,
    createdAt: Date.now(),
  })
}

/** Makes an act stand or not, and works out what that comes to for the proposals. */
function change(at: TakingBack, act: Step, standing: boolean): Changed {
  const { database } = at.workspace
  setStepStanding(database, act.id, standing)
  if (act.kind === 'revert') {
    const target = act.target === null ? undefined : readStep(database, act.target)
    if (target === undefined) throw new Error(`step ${act.id} reverts nothing`)
    return change(at, target, !standing)
  }
  if (act.kind === 'bulk') endBulk(database, act.id, 'stopped')
  if (standing) deleteRestoredDrafts(database, act.id)
  else restoreDrafts(database, act.id, Date.now())
  const description = describeStep(readStepDecisions(database, act.id, DESCRIBED), act)
  if (act.decisions > at.longSteps.atOnce) {
    at.longSteps.settleLater(act.id)
    const changed = { step: act.id, description, proposals: [], changed: null, kept: [] }
    return { changed, dataset: act.dataset }
  }
  const proposals = readProposalsOfStep(database, act.id, { after: 0, limit: at.longSteps.atOnce })
  const kept: ProposalId[] = []
  const touched: ProposalId[] = []
  for (const proposal of proposals) (settleProposal(database, proposal) ? touched : kept).push(proposal)
  return {
    changed: {
      step: act.id,
      description,
      proposals: touched,
      changed: touched.length,
      kept: readStates(database, kept.slice(0, KEPT_NAMED)),
    },
    dataset: act.dataset,
  }
}
