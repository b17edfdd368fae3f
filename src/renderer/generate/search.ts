import { z } from 'zod'
import { ItemId, TemplateId } from '#shared/contract/ids.ts'

/** What the generate page's address holds. */
export const GenerateSearch = z.object({
  tab: z.enum(['jobs', 'templates', 'advice']).optional().catch(undefined),
  template: TemplateId.optional().catch(undefined),
  /** One item alone, as the catalogue hands it over; of the templates, the one that they are tried on. */
  item: ItemId.optional().catch(undefined),
})
export type GenerateSearch = z.infer<typeof GenerateSearch>
