import { z } from 'zod'
import { RunId } from '#shared/contract/ids.ts'

/** The compare page's part of the address: the runs to compare, and the baseline. */
export const CompareSearch = z.object({
  runs: z.array(RunId).optional().catch(undefined),
  /** A run of the group that the others are tested against. */
  baseline: RunId.optional().catch(undefined),
})
export type CompareSearch = z.infer<typeof CompareSearch>
