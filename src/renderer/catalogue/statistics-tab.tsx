import { Paper, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Dataset, DatasetStatistics } from '#shared/contract/catalogue.ts'
import { describeInstance, worldDescriptor } from '#shared/worlds/world-instance.ts'
import { api } from '../app/client.ts'
import { BarPlot } from '../components/bar-plot.tsx'
import { FailureCard } from '../components/failure-card.tsx'
import { formatCount, formatShare } from '../components/format.ts'
import { histogramBars } from './histogram-bars.ts'

/** What a data set is like: counts, and how interactions, words and ratings spread. */
export function StatisticsTab({ dataset }: { dataset: Dataset }) {
  const query = useQuery(api.catalogue.statistics.queryOptions({ input: { dataset: dataset.id } }))
  return (
    <Stack p="md" gap="md">
      {dataset.sample !== null && (
        <Text size="sm" c="dimmed">
          Synthetic: {describeInstance(dataset.sample)}. {worldDescriptor(dataset.sample.world.name).summary}
        </Text>
      )}
      <Counts dataset={dataset} statistics={query.data} />
      {query.error !== null && <FailureCard error={query.error} retry={() => void query.refetch()} />}
      <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }} spacing="md">
        {query.data === undefined
          ? query.isPending &&
            ['users', 'items', 'words', 'ratings'].map((plot) => <Skeleton key={plot} h="20rem" />)
          : plots(dataset, query.data).map((plot) => <BarPlot key={plot.title} {...plot} />)}
      </SimpleGrid>
    </Stack>
  )
}

function plots(dataset: Dataset, statistics: DatasetStatistics) {
  const file = (what: string) => `${dataset.name} ${what}`.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-')
  const items = dataset.counts.items
  return [
    {
      title: 'Interactions per user',
      note: `median ${formatCount(statistics.medianInteractionsPerUser)}`,
      bars: histogramBars(statistics.interactionsPerUser),
      of: 'users',
      by: 'interactions',
      logarithmic: true,
      file: file('interactions-per-user'),
    },
    {
      title: 'Interactions per item',
      note: `median ${formatCount(statistics.medianInteractionsPerItem)}`,
      bars: histogramBars(statistics.interactionsPerItem),
      of: 'items',
      by: 'interactions',
      logarithmic: true,
      file: file('interactions-per-item'),
    },
    {
      title: 'Words of title and description',
      note: '',
      bars: histogramBars(statistics.descriptionWords),
      of: 'items',
      by: 'words',
      logarithmic: false,
      file: file('words'),
    },
    ...(statistics.ratings.length === 0
      ? []
      : [
          {
            title: 'Ratings',
            note: '',
            bars: statistics.ratings.map(({ rating, count }) => ({ label: String(rating), count })),
            of: 'interactions',
            by: 'rating',
            logarithmic: false,
            file: file('ratings'),
          },
        ]),
    {
      title: 'Items that lack something',
      note: `of ${formatCount(items)}`,
      bars: [
        { label: 'no picture', count: statistics.withoutPicture },
        { label: 'no description', count: statistics.withoutDescription },
        { label: 'no interactions', count: statistics.withoutInteractions },
      ],
      of: 'items',
      by: 'lack',
      logarithmic: false,
      file: file('lacks'),
    },
  ]
}

interface CountsProps {
  dataset: Dataset
  statistics: DatasetStatistics | undefined
}

function Counts({ dataset: { counts }, statistics }: CountsProps) {
  const figures = [
    { label: 'Items', value: formatCount(counts.items) },
    {
      label: 'With picture',
      value: formatCount(counts.items - (statistics?.withoutPicture ?? 0)),
      waits: true,
    },
    { label: 'Users', value: formatCount(counts.users) },
    { label: 'Interactions', value: formatCount(counts.interactions) },
    { label: 'Density', value: formatShare(statistics?.density ?? 0), waits: true },
    {
      label: 'Train / validation / test',
      value: [counts.train, counts.validation, counts.test].map(formatCount).join(' / '),
    },
  ]
  return (
    <SimpleGrid
      component="dl"
      m={0}
      spacing="xs"
      style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(9rem, auto))' }}
    >
      {figures.map(({ label, value, waits }) => (
        <Paper key={label} withBorder p="sm">
          <Text component="dt" size="xs" c="dimmed">
            {label}
          </Text>
          <Text component="dd" m={0} fz="lg" fw={600} className="tabular" style={{ whiteSpace: 'nowrap' }}>
            {waits === true && statistics === undefined ? '…' : value}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  )
}
