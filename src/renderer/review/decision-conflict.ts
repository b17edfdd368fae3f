import type { ProposalId } from '#shared/contract/ids.ts'
import type { Standing } from '#shared/contract/review.ts'
import { ExpectedError } from '#shared/expected-error.ts'

/** A decision was not written, since something else stands than what it was made on. */
export class DecisionConflict extends ExpectedError {
  readonly proposal: ProposalId
  /** Null where nothing stands any more. */
  readonly stands: Standing | null

  constructor(proposal: ProposalId, stands: Standing | null) {
    super(
      'CONFLICT',
      stands === null
        ? 'The decision that you saw here was taken back in the meantime. Nothing was written.'
        : `${stands.annotator} ${stands.state} this in the meantime. Nothing was written.`,
    )
    this.name = 'DecisionConflict'
    this.proposal = proposal
    this.stands = stands
  }
}

/** Several decisions were not written, since of some something else stands than what they were made on. */
export class SeveralConflict extends ExpectedError {
  constructor(conflicts: readonly { stands: Standing | null }[], of: number) {
    const people = new Set(conflicts.flatMap(({ stands }) => (stands === null ? [] : [stands.annotator])))
    super(
      'CONFLICT',
      `${conflicts.length} of these ${of} are decided by ${[...people].join(' and ') || 'nobody any more'}. Nothing was written.`,
    )
    this.name = 'SeveralConflict'
  }
}
