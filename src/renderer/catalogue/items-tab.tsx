import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { ItemId } from '#shared/contract/ids.ts'
import { ItemDetails } from './item-details.tsx'
import { ItemList } from './item-list.tsx'
import { ItemToolbar } from './item-toolbar.tsx'
import classes from './items-tab.module.css'

/** The items of a data set: what to show, the list, and one item's details beside it. */
export function ItemsTab({ dataset }: { dataset: Dataset }) {
  const search = useSearch({ from: '/catalogue' })
  const navigate = useNavigate({ from: '/catalogue' })
  const [total, setTotal] = useState<number | null>(null)
  const open = useCallback(
    (item: ItemId | undefined) => void navigate({ search: (before) => ({ ...before, item }), replace: true }),
    [navigate],
  )
  return (
    <div className={classes.tab}>
      <div className={classes.list}>
        <ItemToolbar dataset={dataset} total={total} />
        <ItemList
          // Another list starts at its top.
          key={JSON.stringify({ ...search, item: undefined })}
          dataset={dataset.id}
          search={search}
          onOpen={open}
          onTotal={setTotal}
        />
      </div>
      {search.item !== undefined && <ItemDetails item={search.item} onClose={() => open(undefined)} />}
    </div>
  )
}
