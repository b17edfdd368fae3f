import type { Services } from '../services.ts'
import type { Implementer } from './implementer.ts'

export function catalogueRouter({ catalogue: contract }: Implementer, service: Services['catalogue']) {
  return contract.router({
    datasets: contract.datasets.handler(({ input }) => service.datasets(input)),
    dataset: contract.dataset.handler(({ input }) => service.dataset(input)),
    removeDataset: contract.removeDataset.handler(({ input }) => service.removeDataset(input)),
    statistics: contract.statistics.handler(({ input }) => service.statistics(input)),
    categories: contract.categories.handler(({ input }) => service.categories(input)),
    items: contract.items.handler(({ input }) => service.items(input)),
    item: contract.item.handler(({ input }) => service.item(input)),
    createSample: contract.createSample.handler(({ input }) => service.createSample(input)),
  })
}
