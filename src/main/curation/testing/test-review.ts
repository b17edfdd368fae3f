import type { Workspace } from '#main/store/workspace.ts'
import { Leases } from '../leases.ts'
import { LongSteps } from '../long-steps.ts'
import { createReviewService, type ReviewDependencies, type ReviewService } from '../review-service.ts'
import { NO_DOUBTS } from './no-doubts.ts'

/** The section `review` over a workspace, for tests that do not ask how sure the reader is and regenerate nothing. */
export function createTestReview(
  workspace: Workspace,
  others: Partial<Omit<ReviewDependencies, 'workspace'>> = {},
): ReviewService {
  const publish = others.publish ?? (() => undefined)
  const onBug = (error: unknown) => {
    throw error
  }
  return createReviewService({
    workspace,
    publish,
    doubts: NO_DOUBTS,
    leases: new Leases(publish),
    longSteps: new LongSteps({ workspace, publish, onBug }),
    regenerate: () => {
      throw new Error('not asked for here')
    },
    ...others,
  })
}
