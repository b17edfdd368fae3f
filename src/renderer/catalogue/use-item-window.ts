import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import type { ItemFilter, ItemSort, ItemSummary } from '#shared/contract/catalogue.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { api } from '../app/client.ts'
import { PAGE_SIZE, pagesOf } from './item-pages.ts'

interface ItemQuery {
  dataset: DatasetId
  filter: ItemFilter
  sort: ItemSort
}

interface ItemWindow {
  /** Items that the filter lets through; null until the first answer. */
  total: number | null
  /** The item at a place of the whole list; undefined while its page is on its way. */
  itemAt: (index: number) => ItemSummary | undefined
  error: unknown
  /** Another filter was asked for, and the list on screen is still the one before. */
  stale: boolean
  retry: () => void
}

/** The part of a long list that is on screen, `first` to `last`: asked for page by page, kept for a while. */
export function useItemWindow(query: ItemQuery, first: number, last: number): ItemWindow {
  const page = (number: number) =>
    api.catalogue.items.queryOptions({
      input: { ...query, offset: number * PAGE_SIZE, limit: PAGE_SIZE },
      gcTime: 60_000,
    })
  // The first page also tells how many there are, and stays on screen while the next filter's comes.
  const head = useQuery({ ...page(0), placeholderData: keepPreviousData })
  const numbers = pagesOf(first, last, head.data?.total ?? 0)
  const pages = useQueries({ queries: head.isPlaceholderData ? [] : numbers.map(page) })
  const failed = [head, ...pages].find((result) => result.error !== null)
  return {
    total: head.data?.total ?? null,
    itemAt: (index) => {
      const number = Math.floor(index / PAGE_SIZE)
      const data = number === 0 ? head.data : pages[numbers.indexOf(number)]?.data
      return data?.items[index % PAGE_SIZE]
    },
    error: failed?.error ?? null,
    stale: head.isPlaceholderData,
    retry: () => void failed?.refetch(),
  }
}
