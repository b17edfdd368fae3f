import {
  ActionIcon,
  Button,
  Group,
  NativeSelect,
  Popover,
  SegmentedControl,
  Stack,
  Text,
} from '@mantine/core'
import { IconFilter, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { memo, type ReactNode, type Ref, useState } from 'react'
import { Annotator, type DatasetId } from '#shared/contract/ids.ts'
import { Flag } from '#shared/contract/proposals.ts'
import { countOfStates, type StateCounts } from '#shared/contract/review.ts'
import { GeneratorKind } from '#shared/generators/generator-options.ts'
import { generators } from '#shared/generators/registry.ts'
import { api } from '../app/client.ts'
import { formatCount } from '../components/format.ts'
import { FLAG_MEANINGS } from '../components/quality-metrics.ts'
import { SearchField } from '../components/search-field.tsx'
import { OrderSelect } from './order-select.tsx'
import classes from './review-page.module.css'
import { chosenOf, narrowingCount, type ReviewSearch, type StateChoice, sortOf, stateOf } from './search.ts'
import { STATE_LABELS, STATES_IN_ORDER } from './states.ts'

const ANY = { value: '', label: 'Any' }

interface FilterBarProps {
  dataset: DatasetId
  search: ReviewSearch
  counts: StateCounts | undefined
  searchKeys: string
  searchField: Ref<HTMLInputElement>
  /** The saved views. */
  views: ReactNode
  onChange: (change: Partial<ReviewSearch>) => void
}

/** What the queue shows and in which order; all of it stands in the address. */
export const FilterBar = memo(function FilterBar(props: FilterBarProps) {
  const { dataset, search, counts, searchKeys, searchField, views, onChange } = props
  const total = counts && countOfStates(counts)
  const states = [
    ...STATES_IN_ORDER.map((state) => ({
      value: state,
      label: withCount(STATE_LABELS[state].label, counts?.[state]),
    })),
    { value: 'all', label: withCount('All', total) },
  ]
  const showState = (state: string) =>
    onChange({ state: state === 'pending' ? undefined : (state as StateChoice) })
  return (
    <search className={classes.bar} aria-label="Queue">
      <NativeSelect
        hiddenFrom="md"
        aria-label="State"
        data={states}
        value={stateOf(search)}
        onChange={(event) => showState(event.currentTarget.value)}
        flex={1}
        miw={96}
      />
      <SegmentedControl
        visibleFrom="md"
        aria-label="State"
        data={states}
        value={stateOf(search)}
        onChange={showState}
        style={{ flex: 'none' }}
      />
      <SearchField
        label="Search proposals"
        placeholder="Search"
        flex={1}
        miw={96}
        text={search.search ?? ''}
        keys={searchKeys}
        ref={searchField}
        onSearch={(text) => onChange({ search: text === '' ? undefined : text })}
      />
      <NarrowingFilters dataset={dataset} search={search} onChange={onChange} />
      {views}
      <OrderSelect
        sort={sortOf(search)}
        onChange={(sort) => onChange({ sort: sort === 'oldest' ? undefined : sort })}
      />
    </search>
  )
})

function withCount(label: string, count: number | undefined): string {
  return count === undefined ? label : `${label} ${formatCount(count)}`
}

interface NarrowingFiltersProps {
  dataset: DatasetId
  search: ReviewSearch
  onChange: (change: Partial<ReviewSearch>) => void
}

function NarrowingFilters({ dataset, search, onChange }: NarrowingFiltersProps) {
  const [opened, setOpened] = useState(false)
  const categories = useQuery({
    ...api.catalogue.categories.queryOptions({ input: { dataset } }),
    enabled: opened,
  })
  const progress = useQuery(api.review.progress.queryOptions({ input: { dataset } }))
  const active = narrowingCount(search)
  const chosen = chosenOf(search)
  const annotators = (progress.data?.annotators ?? []).map(({ annotator }) => annotator)
  return (
    <>
      <Popover opened={opened} onChange={setOpened} position="bottom-end" width={250} trapFocus withArrow>
        <Popover.Target>
          <Button
            variant={active > 0 ? 'light' : 'default'}
            className={classes.foldable}
            leftSection={<IconFilter size={14} aria-hidden />}
            onClick={() => setOpened(!opened)}
            style={{ flex: 'none' }}
          >
            {active > 0 ? `Filters (${active})` : 'Filters'}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label="Filters">
          <Stack gap="xs">
            {chosen !== undefined && (
              <Group justify="space-between" wrap="nowrap">
                <Text size="sm">{formatCount(chosen.length)} chosen on the map</Text>
                <Button size="compact-xs" variant="default" onClick={() => onChange({ only: undefined })}>
                  Show others too
                </Button>
              </Group>
            )}
            <NativeSelect
              label="Flag"
              data={[ANY, ...Flag.options.map((value) => ({ value, label: FLAG_MEANINGS[value].label }))]}
              value={search.flag ?? ''}
              onChange={(event) =>
                onChange({ flag: Flag.optional().catch(undefined).parse(event.currentTarget.value) })
              }
            />
            <NativeSelect
              label="Generator"
              data={[ANY, ...generators.map(({ name, label }) => ({ value: name, label }))]}
              value={search.generator ?? ''}
              onChange={(event) =>
                onChange({
                  generator: GeneratorKind.optional().catch(undefined).parse(event.currentTarget.value),
                })
              }
            />
            <NativeSelect
              label="Category"
              data={[
                ANY,
                ...withChosen(
                  (categories.data ?? []).map(({ category }) => category),
                  search.category,
                ),
              ]}
              value={search.category ?? ''}
              onChange={(event) => onChange({ category: event.currentTarget.value || undefined })}
            />
            <NativeSelect
              label="Curator"
              data={[ANY, ...withChosen(annotators, search.annotator)]}
              value={search.annotator ?? ''}
              onChange={(event) =>
                onChange({
                  annotator: Annotator.optional().catch(undefined).parse(event.currentTarget.value),
                })
              }
            />
          </Stack>
        </Popover.Dropdown>
      </Popover>
      {active > 0 && (
        <ActionIcon
          aria-label="Clear filters"
          onClick={() =>
            onChange({
              flag: undefined,
              generator: undefined,
              category: undefined,
              annotator: undefined,
              only: undefined,
            })
          }
        >
          <IconX size={15} />
        </ActionIcon>
      )}
    </>
  )
}

/** The choices, with the one in the address among them even where the list does not have it (yet). */
function withChosen(choices: readonly string[], chosen: string | undefined): string[] {
  return chosen === undefined || choices.includes(chosen) ? [...choices] : [chosen, ...choices]
}
