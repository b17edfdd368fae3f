import type { ReviewDependencies } from '../review-service.ts'

/** For what does not ask how sure the reader is. */
export const NO_DOUBTS: ReviewDependencies['doubts'] = { known: () => null, fresh: async () => null }
