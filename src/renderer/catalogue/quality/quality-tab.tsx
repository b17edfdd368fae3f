import { NativeSelect, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { NegativeQuality, QualityDistribution, QualityFilter } from '#shared/contract/quality.ts'
import { api } from '../../app/client.ts'
import { BarPlot } from '../../components/bar-plot.tsx'
import { FailureCard } from '../../components/failure-card.tsx'
import { countOf, formatCount } from '../../components/format.ts'
import { formatMetric, METRIC_MEANINGS } from '../../components/quality-metrics.ts'
import { generatorName, qualityGroups } from './quality-groups.ts'
import { QualityTable } from './quality-table.tsx'

const ANY = { value: '', label: 'Any' }

/** How good the negatives of a data set are: by generator, snapshot and curator, and how each figure spreads. */
export function QualityTab({ dataset }: { dataset: Dataset }) {
  const navigate = useNavigate({ from: '/catalogue' })
  const { negatives: filter = {} } = useSearch({ from: '/catalogue' })
  const query = useQuery({
    ...api.quality.of.queryOptions({ input: { dataset: dataset.id, filter } }),
    placeholderData: keepPreviousData,
  })
  if (query.error !== null) {
    return (
      <Stack p="md">
        <FailureCard error={query.error} retry={() => void query.refetch()} />
      </Stack>
    )
  }
  if (query.data === undefined) return <Skeleton m="md" h="20rem" />
  const groups = qualityGroups(query.data)
  if (groups.length === 0) {
    return (
      <Text p="md" c="dimmed">
        This data set has no negatives yet: propose some on the Generate page.
      </Text>
    )
  }
  return (
    <Stack p="md" gap="md">
      <QualityTable groups={groups} />
      <Filters
        quality={query.data}
        filter={filter}
        onChange={(negatives) =>
          void navigate({ search: (before) => ({ ...before, negatives }), replace: true })
        }
      />
      <Text size="sm" role="status">
        {selectionSentence(query.data)}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }} spacing="md">
        {query.data.distributions.map((distribution) => (
          <Plot key={distribution.metric} distribution={distribution} dataset={dataset} />
        ))}
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        Figures are of negatives as they were proposed; what a curator edits is not measured again.
      </Text>
    </Stack>
  )
}

interface FiltersProps {
  quality: NegativeQuality
  filter: QualityFilter
  onChange: (filter: QualityFilter) => void
}

function Filters({ quality, filter, onChange }: FiltersProps) {
  const { generators, snapshots, curators } = quality
  const chosen = generators.findIndex(
    ({ key }) => key.generator === filter.generator && key.model === filter.model,
  )
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} maw={720}>
      <NativeSelect
        label="Generator"
        data={[
          ANY,
          ...generators.map(({ key }, place) => ({ value: String(place), label: generatorName(key) })),
        ]}
        value={chosen < 0 ? '' : String(chosen)}
        onChange={(event) => {
          const { generator: _, model: __, ...others } = filter
          const { value } = event.currentTarget
          onChange({ ...others, ...(value === '' ? {} : generators[Number(value)]?.key) })
        }}
      />
      <NativeSelect
        label="Snapshot"
        data={[ANY, ...snapshots.map(({ key }) => ({ value: String(key.snapshot), label: key.name }))]}
        value={String(filter.snapshot ?? '')}
        onChange={(event) => {
          const { snapshot: _, ...others } = filter
          const found = snapshots.find(({ key }) => String(key.snapshot) === event.currentTarget.value)
          onChange(found === undefined ? others : { ...others, snapshot: found.key.snapshot })
        }}
      />
      <NativeSelect
        label="Curator"
        data={[ANY, ...curators.map(({ key }) => key.annotator)]}
        value={filter.annotator ?? ''}
        onChange={(event) => {
          const { annotator: _, ...others } = filter
          const found = curators.find(({ key }) => key.annotator === event.currentTarget.value)
          onChange(found === undefined ? others : { ...others, annotator: found.key.annotator })
        }}
      />
    </SimpleGrid>
  )
}

function selectionSentence({ selection }: NegativeQuality): string {
  const { negatives, states, acceptanceRate } = selection
  const decided = states.accepted + states.edited + states.rejected
  const accepted =
    acceptanceRate === null
      ? 'none of them decided yet'
      : `${formatCount(decided)} decided, ${(acceptanceRate * 100).toFixed(0)} % of these accepted`
  return `${countOf(negatives, 'negative')}, ${accepted}.`
}

function Plot({ distribution, dataset }: { distribution: QualityDistribution; dataset: Dataset }) {
  const { metric, known, median, bins } = distribution
  const meaning = METRIC_MEANINGS.find(({ key }) => key === metric)
  const label = meaning?.label ?? metric
  return (
    <div title={meaning === undefined ? undefined : `${meaning.definition} Good: ${meaning.good}.`}>
      <BarPlot
        title={label}
        note={known === 0 ? 'not known of any' : `median ${formatMetric(median)}, of ${formatCount(known)}`}
        bars={bins.map(({ from, count }) => ({ label: from.toFixed(2), count }))}
        of="negatives"
        by={`${label.toLowerCase()}, from`}
        logarithmic={false}
        file={`${dataset.name} ${metric}`.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-')}
      />
    </div>
  )
}
