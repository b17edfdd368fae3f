import { SimpleGrid, Skeleton, Stack, Text } from '@mantine/core'
import { skipToken, useQuery } from '@tanstack/react-query'
import type { CuratorFigures } from '#shared/contract/curators.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { useAnnotator } from '../app/annotator.ts'
import { useIsOwner } from '../app/caller.ts'
import { useChosenDataset } from '../app/chosen-dataset.ts'
import { api } from '../app/client.ts'
import { BarPlot } from '../components/bar-plot.tsx'
import { FailureCard } from '../components/failure-card.tsx'
import { formatCount } from '../components/format.ts'
import { Page } from '../components/page.tsx'
import { CuratorTable } from './curator-table.tsx'
import { formatItemTime, timeBars } from './item-times.ts'

/** Decisions of others show within this many milliseconds. */
const REFETCH = 30_000

/** How fast and how each person decides: all of them for an owner, themselves for a curator. */
export function CuratorsPage() {
  const { dataset, loading } = useChosenDataset()
  return (
    <Page title="Curators">
      {dataset !== null ? (
        <Figures dataset={dataset.id} />
      ) : loading ? (
        <Skeleton h="12rem" />
      ) : (
        <Text c="dimmed">Bring in a catalogue first: there is nothing to decide yet.</Text>
      )}
    </Page>
  )
}

function Figures({ dataset }: { dataset: DatasetId }) {
  const isOwner = useIsOwner()
  const [annotator] = useAnnotator()
  const all = useQuery({
    ...api.curators.figures.queryOptions({ input: isOwner ? { dataset } : skipToken }),
    refetchInterval: REFETCH,
  })
  const own = useQuery({
    ...api.curators.own.queryOptions({
      input: isOwner || annotator === null ? skipToken : { dataset, annotator },
    }),
    refetchInterval: REFETCH,
  })
  const query = isOwner ? all : own
  if (query.error !== null) return <FailureCard error={query.error} retry={() => void query.refetch()} />
  const figures = isOwner
    ? all.data
    : own.data === undefined
      ? undefined
      : own.data === null
        ? []
        : [own.data]
  if (figures === undefined) return <Skeleton h="12rem" />
  if (figures.length === 0) {
    return (
      <Text c="dimmed">
        {isOwner ? 'Nobody has decided anything in this data set yet.' : 'You have not decided anything yet.'}
      </Text>
    )
  }
  return (
    <Stack gap="md">
      <CuratorTable figures={figures} />
      <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }} spacing="md">
        {figures.map((one) => (
          <Times key={one.annotator} figures={one} />
        ))}
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        An hour is an hour at work: pauses over five minutes are left out.{' '}
        {isOwner &&
          'Audits are planted negatives that are known to be bad; decisions and shares leave them out.'}
      </Text>
    </Stack>
  )
}

function Times({ figures: { annotator, itemTimes } }: { figures: CuratorFigures }) {
  const { known, median, bins } = itemTimes
  return (
    <BarPlot
      title={`Time per item: ${annotator}`}
      note={
        median === null ? 'not known of any' : `median ${formatItemTime(median)}, of ${formatCount(known)}`
      }
      bars={timeBars(bins)}
      of="decisions"
      by="seconds on screen"
      logarithmic={false}
      file={`time per item ${annotator}`.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-')}
    />
  )
}
