import { useLocalStorage } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { api } from './client.ts'

/** The data set that every page is about; the newest one until somebody chooses. */
export function useChosenDataset(): {
  datasets: Dataset[]
  dataset: Dataset | null
  choose: (dataset: DatasetId) => void
  loading: boolean
} {
  const query = useQuery(api.catalogue.datasets.queryOptions())
  const [chosen, choose] = useLocalStorage<number | null>({
    key: 'dataset',
    defaultValue: null,
    getInitialValueInEffect: false,
  })
  const datasets = query.data ?? []
  const dataset = datasets.find((candidate) => candidate.id === chosen) ?? datasets.at(-1) ?? null
  return { datasets, dataset, choose, loading: query.isPending }
}
