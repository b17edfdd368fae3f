import { z } from 'zod'
import { ItemFilter, ItemSort } from '#shared/contract/catalogue.ts'
import { ItemId } from '#shared/contract/ids.ts'
import { QualityFilter } from '#shared/contract/quality.ts'

export const CatalogueTab = z.enum(['items', 'attributes', 'map', 'statistics', 'quality'])

/** What the catalogue page's address holds. A part that makes no sense is as good as absent. */
export const CatalogueSearch = z.object({
  tab: CatalogueTab.optional().catch(undefined),
  view: z.enum(['grid', 'table']).optional().catch(undefined),
  /** Typed numbers come back from an address as numbers. */
  search: z.coerce.string().optional().catch(undefined),
  category: z.coerce.string().optional().catch(undefined),
  picture: ItemFilter.shape.picture.catch(undefined),
  description: ItemFilter.shape.description.catch(undefined),
  proposals: ItemFilter.shape.proposals.catch(undefined),
  sort: ItemSort.optional().catch(undefined),
  /** Whose quality is plotted; all negatives' where left out. */
  negatives: QualityFilter.optional().catch(undefined),
  /** The item whose details are open. */
  item: ItemId.optional().catch(undefined),
})
export type CatalogueSearch = z.infer<typeof CatalogueSearch>

/** The part of the address that chooses items, as the engine takes it; empty parts left out. */
export function itemFilter(search: CatalogueSearch): ItemFilter {
  return {
    ...(search.search === undefined || search.search.trim() === '' ? {} : { search: search.search }),
    ...(search.category === undefined ? {} : { category: search.category }),
    ...(search.picture === undefined ? {} : { picture: search.picture }),
    ...(search.description === undefined ? {} : { description: search.description }),
    ...(search.proposals === undefined ? {} : { proposals: search.proposals }),
  }
}
