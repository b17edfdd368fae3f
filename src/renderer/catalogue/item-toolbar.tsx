import { Button, SegmentedControl, Select, Text, VisuallyHidden } from '@mantine/core'
import { IconLayoutGrid, IconSearch, IconTable } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import { type Dataset, ItemSort } from '#shared/contract/catalogue.ts'
import { api } from '../app/client.ts'
import { useActions } from '../components/actions.ts'
import { countOf, formatCount } from '../components/format.ts'
import { SearchField } from '../components/search-field.tsx'
import classes from './items-tab.module.css'
import { type CatalogueSearch, itemFilter } from './search.ts'

const SORTS: Record<ItemSort, string> = {
  catalogue: 'Catalogue order',
  title: 'Title',
  'most-interactions': 'Most interactions',
  'fewest-interactions': 'Fewest interactions',
}

interface ItemToolbarProps {
  dataset: Dataset
  /** Items that the filter lets through. */
  total: number | null
}

/** Search, filters, order and view of the items; all of it lives in the address. */
export function ItemToolbar({ dataset, total }: ItemToolbarProps) {
  const search = useSearch({ from: '/catalogue' })
  const navigate = useNavigate({ from: '/catalogue' })
  const categories = useQuery(api.catalogue.categories.queryOptions({ input: { dataset: dataset.id } }))
  const set = (part: Partial<CatalogueSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  const view = search.view ?? 'grid'
  const searchField = useRef<HTMLInputElement>(null)
  const action = useActions('Catalogue', [
    {
      id: 'search',
      keys: '/',
      label: 'Search the items',
      icon: IconSearch,
      run: () => searchField.current?.focus(),
    },
    {
      id: 'view',
      keys: 'v',
      label: 'Switch between grid and table',
      icon: view === 'grid' ? IconTable : IconLayoutGrid,
      run: () => set({ view: view === 'grid' ? 'table' : undefined }),
    },
  ])
  const filtered = Object.keys(itemFilter(search)).length > 0
  return (
    <search className={classes.toolbar} aria-label="Items">
      <SearchField
        ref={searchField}
        label="Search items"
        placeholder="Search items"
        w={190}
        text={search.search ?? ''}
        keys={action('search').shownKeys}
        onSearch={(text) => set({ search: text === '' ? undefined : text })}
      />
      <Select
        aria-label="Category"
        placeholder="Category"
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Clear the category' }}
        limit={200}
        w={120}
        comboboxProps={{ width: 260, position: 'bottom-start' }}
        data={(categories.data ?? []).map(({ category, items }) => ({
          value: category,
          label: `${category} (${formatCount(items)})`,
        }))}
        value={search.category ?? null}
        onChange={(category) => set({ category: category ?? undefined })}
      />
      <Presence
        label="Picture"
        words={['With picture', 'Without picture']}
        value={search.picture}
        onChange={(picture) => set({ picture })}
      />
      <Presence
        label="Description"
        words={['With description', 'Without description']}
        value={search.description}
        onChange={(description) => set({ description })}
      />
      <Presence
        label="Proposals"
        words={['With proposals', 'Without proposals']}
        value={search.proposals}
        onChange={(proposals) => set({ proposals })}
      />
      <Select
        aria-label="Order"
        allowDeselect={false}
        w={138}
        data={ItemSort.options.map((sort) => ({ value: sort, label: SORTS[sort] }))}
        value={search.sort ?? 'catalogue'}
        onChange={(sort) => {
          const chosen = ItemSort.catch('catalogue').parse(sort)
          set({ sort: chosen === 'catalogue' ? undefined : chosen })
        }}
      />
      {filtered && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          onClick={() =>
            set({
              search: undefined,
              category: undefined,
              picture: undefined,
              description: undefined,
              proposals: undefined,
            })
          }
        >
          Clear filters
        </Button>
      )}
      <Text size="xs" c="dimmed" ml="auto" role="status" className="tabular">
        {total === null ? '' : countOf(total, 'item')}
      </Text>
      <SegmentedControl
        aria-label="View"
        value={view}
        onChange={(next) => set({ view: next === 'table' ? 'table' : undefined })}
        data={[
          {
            value: 'grid',
            label: (
              <>
                <IconLayoutGrid size={16} style={{ display: 'block' }} aria-hidden />
                <VisuallyHidden>Grid</VisuallyHidden>
              </>
            ),
          },
          {
            value: 'table',
            label: (
              <>
                <IconTable size={16} style={{ display: 'block' }} aria-hidden />
                <VisuallyHidden>Table</VisuallyHidden>
              </>
            ),
          },
        ]}
      />
    </search>
  )
}

interface PresenceProps {
  label: string
  words: [with_: string, without: string]
  value: 'with' | 'without' | undefined
  onChange: (value: 'with' | 'without' | undefined) => void
}

function Presence({ label, words, value, onChange }: PresenceProps) {
  return (
    <Select
      aria-label={label}
      placeholder={label}
      clearable
      clearButtonProps={{ 'aria-label': `Clear: ${label}` }}
      w={116}
      comboboxProps={{ width: 170, position: 'bottom-start' }}
      data={[
        { value: 'with', label: words[0] },
        { value: 'without', label: words[1] },
      ]}
      value={value ?? null}
      onChange={(next) => onChange(next === 'with' || next === 'without' ? next : undefined)}
    />
  )
}
