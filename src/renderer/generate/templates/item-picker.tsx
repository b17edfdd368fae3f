import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { DatasetId, ItemId } from '#shared/contract/ids.ts'
import { api } from '../../app/client.ts'

/** Items that a search lists at once. */
const LISTED = 50

export interface ListedItem {
  readonly id: ItemId
  readonly title: string
}

/** The items that are found, and the one that is chosen among them or by the address. */
export function useChosenItem(dataset: DatasetId, chosen: ItemId | undefined) {
  const [search, setSearch] = useState('')
  const [wanted] = useDebouncedValue(search, 200)
  const filter = wanted.trim() === '' ? {} : { search: wanted }
  const page = { dataset, filter, sort: 'catalogue' as const, offset: 0, limit: LISTED }
  const found = useQuery({
    ...api.catalogue.items.queryOptions({ input: page }),
    placeholderData: keepPreviousData,
  })
  const items: readonly ListedItem[] = found.data?.items ?? []
  const listed = items.find(({ id }) => id === chosen)
  const other = useQuery(
    api.catalogue.item.queryOptions({
      input: chosen === undefined || listed !== undefined ? skipToken : { item: chosen },
    }),
  )
  const item = listed ?? (chosen === undefined ? items[0] : other.data)
  const step = (by: 1 | -1): ListedItem | undefined => {
    const at = items.findIndex(({ id }) => id === item?.id)
    return items[at < 0 ? 0 : at + by]
  }
  return { items, item, setSearch, step, error: found.error ?? other.error }
}

interface ItemPickerProps {
  items: readonly ListedItem[]
  item: ListedItem | undefined
  onSearch: (text: string) => void
  onChoose: (item: ItemId) => void
}

/** Chooses an item by a search in the catalogue. */
export function ItemPicker({ items, item, onSearch, onChoose }: ItemPickerProps) {
  const all = item === undefined || items.some(({ id }) => id === item.id) ? items : [item, ...items]
  return (
    <Select
      label="Item"
      searchable
      allowDeselect={false}
      style={{ flex: '1 1 12rem' }}
      nothingFoundMessage="No item is like that"
      filter={({ options }) => options}
      data={all.map(({ id, title }) => ({ value: String(id), label: title }))}
      value={item === undefined ? null : String(item.id)}
      onSearchChange={onSearch}
      onChange={(value) => {
        const found = all.find(({ id }) => String(id) === value)
        if (found !== undefined) onChoose(found.id)
      }}
    />
  )
}
