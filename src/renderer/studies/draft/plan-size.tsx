import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { StudyPlan } from '#shared/studies/plan.ts'
import { countTrainings } from '#shared/studies/trainings.ts'
import { api } from '../../app/client.ts'
import { countOf, formatSeconds } from '../../components/format.ts'
import { estimatedSeconds } from './estimate.ts'

/** How many trainings the plan comes to, and about how long they compute. */
export function PlanSize({ plan, datasets }: { plan: StudyPlan; datasets: readonly Dataset[] }) {
  const runs = useQuery(api.runs.list.queryOptions({ input: {} }))
  const backends = useQuery(api.system.backends.queryOptions({ input: { refresh: false } }))
  const seconds = estimatedSeconds(
    plan,
    runs.data ?? [],
    new Map(datasets.map(({ id, counts }) => [id, counts.train])),
  )
  const names = plan.replications.map(
    ({ dataset }) => datasets.find(({ id }) => id === dataset)?.name ?? `data set ${dataset}`,
  )
  const cores = backends.data?.cores
  return (
    <Text size="sm" c="dimmed" role="status">
      {countOf(countTrainings(plan), 'training')} on {names.join(', ')}.{' '}
      {seconds === null
        ? 'How long they take is known once each model has been trained here.'
        : cores === undefined
          ? `About ${formatSeconds(seconds)} of computing, by earlier runs.`
          : `About ${formatSeconds(seconds / cores)} on ${countOf(cores, 'core')}, by earlier runs.`}
    </Text>
  )
}
