import type { Dataset } from '#shared/contract/catalogue.ts'
import { DatasetId } from '#shared/contract/ids.ts'

/** A small data set as the engine gives it. */
export function datasetLike(id: number, name: string): Dataset {
  const counts = { items: 10, users: 5, interactions: 40, images: 10, train: 30, validation: 5, test: 5 }
  return { id: DatasetId.parse(id), name, synthetic: false, sample: null, createdAt: id, counts }
}
