import { z } from 'zod'
import { DatasetId, StudyId } from '#shared/contract/ids.ts'
import { StudyState, StudyTemplateName } from '#shared/contract/studies.ts'
import { SortDirection } from '../components/sorting/sort.ts'

export const StudyColumnId = z.enum(['state', 'name', 'arms', 'progress', 'created'])
export type StudyColumnId = z.infer<typeof StudyColumnId>

/**
 * The page's part of the address: the study that is open, the template of one that is being planned, or which studies the
 * list shows in which order. What cannot be read is left out, so that an old or mistyped address still opens.
 */
export const StudiesSearch = z.object({
  study: StudyId.optional().catch(undefined),
  plan: StudyTemplateName.optional().catch(undefined),
  state: StudyState.optional().catch(undefined),
  dataset: DatasetId.optional().catch(undefined),
  /** Words of the name, the question or the conclusion. Typed numbers come back from an address as numbers. */
  name: z.coerce.string().trim().min(1).optional().catch(undefined),
  /** Newest first where left out. */
  sort: StudyColumnId.optional().catch(undefined),
  direction: SortDirection.optional().catch(undefined),
})
export type StudiesSearch = z.infer<typeof StudiesSearch>
