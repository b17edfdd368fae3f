import { Loader, Select, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { RunId } from '#shared/contract/ids.ts'
import type { ProbeItem } from '#shared/contract/probes.ts'
import { api } from '../../app/client.ts'
import { FailureCard } from '../../components/failure-card.tsx'
import { EffectBars } from './effect-bars.tsx'
import classes from './probe-panel.module.css'

const NO_ITEMS =
  'None of this user’s items has a proposal. Generate negatives for them: they name the attributes.'

/** A user and one of their items, and what the score owes to each attribute. */
export function ProbeForm({ run }: { run: RunId }) {
  const [search, setSearch] = useState('')
  const [user, setUser] = useState<string | null>(null)
  const [item, setItem] = useState<string | null>(null)
  const choices = useQuery({
    ...api.probes.choices.queryOptions({ input: { run, search, user } }),
    placeholderData: keepPreviousData,
  })
  // While another user's items are on their way, those of the one before are no choice.
  const items = user === null || choices.isPlaceholderData ? [] : (choices.data?.items ?? [])
  const chosen = items.find(({ externalId }) => externalId === item) ?? items[0]
  const probe = useQuery({
    ...api.probes.effects.queryOptions({
      input: { run, user: user ?? '', item: chosen?.externalId ?? '' },
    }),
    enabled: user !== null && chosen !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return (
    <div className={classes.form}>
      <div className={classes.fields}>
        <Select
          label="User"
          placeholder="Id of a user"
          searchable
          data={choices.data?.users ?? []}
          filter={({ options }) => options}
          nothingFoundMessage={choices.isPending ? 'Looking…' : 'No user’s id begins so'}
          searchValue={search}
          onSearchChange={setSearch}
          value={user}
          onChange={(next) => {
            setUser(next)
            setItem(null)
          }}
          limit={50}
        />
        <Select
          label="Item"
          placeholder={user === null ? 'Choose a user first' : 'An item with a proposal'}
          searchable
          disabled={items.length === 0}
          data={grouped(items)}
          value={chosen?.externalId ?? null}
          onChange={setItem}
          allowDeselect={false}
          style={{ flex: 1 }}
        />
      </div>
      {choices.error !== null && <FailureCard error={choices.error} retry={() => void choices.refetch()} />}
      {user !== null && choices.isSuccess && !choices.isPlaceholderData && items.length === 0 && (
        <Text size="sm" c="dimmed">
          {NO_ITEMS}
        </Text>
      )}
      {probe.isFetching && (
        <Text size="sm" c="dimmed" role="status">
          <Loader size={12} mr={8} aria-hidden />
          Asking the model…
        </Text>
      )}
      {probe.error !== null && <FailureCard error={probe.error} retry={() => void probe.refetch()} />}
      {probe.data !== undefined && chosen !== undefined && <EffectBars probe={probe.data} />}
    </div>
  )
}

const SPLIT_NAMES = {
  test: 'In the test set',
  validation: 'In the validation set',
  train: 'In the training set',
} as const

/** In the order in which they come. */
function grouped(items: readonly ProbeItem[]) {
  const groups = Map.groupBy(items, ({ split }) => (split === null ? 'Recommended' : SPLIT_NAMES[split]))
  return [...groups].map(([group, own]) => ({
    group,
    items: own.map(({ externalId, title }) => ({ value: externalId, label: `${title} (${externalId})` })),
  }))
}
