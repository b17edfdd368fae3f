import { Button, Text } from '@mantine/core'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import { api } from '../../app/client.ts'
import { ActionButton } from '../../components/action-button.tsx'
import { useActions } from '../../components/actions.ts'
import { FailureCard } from '../../components/failure-card.tsx'
import { countOf, formatCount } from '../../components/format.ts'
import { Page } from '../../components/page.tsx'
import { PagePending } from '../../components/page-pending.tsx'
import type { StudiesSearch } from '../search.ts'
import classes from '../studies-page.module.css'
import { NoStudies } from './no-studies.tsx'
import { StudyFilterBar } from './study-filter-bar.tsx'
import { StudyList } from './study-list.tsx'
import { filterStudies, firstDirection, STUDY_FILTERS, sortStudies } from './study-rows.ts'

/** All studies, newest first, and the way to a new one. */
export function StudiesListPage() {
  const search = useSearch({ from: '/studies' })
  const navigate = useNavigate({ from: '/studies' })
  const searchField = useRef<HTMLInputElement>(null)
  const query = useQuery(api.studies.list.queryOptions({ input: {} }))
  const change = (part: Partial<StudiesSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  const action = useActions('Studies', [
    {
      id: 'new',
      keys: 'n',
      label: 'New study',
      icon: IconPlus,
      run: () => void navigate({ search: { plan: 'curated-negatives' } }),
    },
    {
      id: 'search',
      keys: '/',
      label: 'Search the studies',
      icon: IconSearch,
      run: () => searchField.current?.focus(),
    },
  ])
  const all = query.data ?? []
  const sort =
    search.sort === undefined
      ? null
      : { column: search.sort, direction: search.direction ?? firstDirection(search.sort) }
  const shown = sortStudies(filterStudies(all, search), sort)
  return (
    <Page
      title="Studies"
      fills
      beside={
        all.length > 0 && (
          <Text size="xs" c="dimmed" role="status">
            {shown.length === all.length
              ? countOf(all.length, 'study', 'studies')
              : `${formatCount(shown.length)} of ${countOf(all.length, 'study', 'studies')}`}
          </Text>
        )
      }
      actions={<ActionButton action={action('new')} variant="filled" />}
    >
      {query.isError ? (
        <div className={classes.centred}>
          <FailureCard error={query.error} retry={() => void query.refetch()} />
        </div>
      ) : query.isPending ? (
        <PagePending />
      ) : all.length === 0 ? (
        <NoStudies />
      ) : (
        <>
          <StudyFilterBar
            studies={all}
            search={search}
            searchKeys={action('search').shownKeys}
            searchField={searchField}
            onChange={change}
          />
          {shown.length === 0 ? (
            <div className={classes.noMatch}>
              <Text size="sm" c="dimmed">
                No study passes these filters.
              </Text>
              <Button
                variant="default"
                onClick={() => change(Object.fromEntries(STUDY_FILTERS.map((part) => [part, undefined])))}
              >
                Show all studies
              </Button>
            </div>
          ) : (
            <StudyList
              studies={shown}
              sort={sort}
              onSort={(next) => change({ sort: next?.column, direction: next?.direction })}
            />
          )}
        </>
      )}
    </Page>
  )
}
