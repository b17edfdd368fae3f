import { Dataset } from '#shared/contract/catalogue.ts'

/** A small data set as the engine gives it. */
export function datasetLike(id: number, name: string): Dataset {
  const counts = { items: 10, users: 5, interactions: 40, images: 10, train: 30, validation: 5, test: 5 }
  return Dataset.parse({ id, name, synthetic: true, createdAt: id, counts })
}
