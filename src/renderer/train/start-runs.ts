import type { DatasetId, RunId } from '#shared/contract/ids.ts'
import { client } from '../app/client.ts'
import type { RunOrder } from './settings-form.ts'

/** Makes the runs one after the other, in their order; those made before a failure go on. */
export async function startRuns(dataset: DatasetId, orders: readonly RunOrder[]): Promise<RunId[]> {
  const ids: RunId[] = []
  for (const { config, snapshot } of orders) {
    const run = await client.runs.create({ dataset, config, ...(snapshot === null ? {} : { snapshot }) })
    ids.push(run.id)
  }
  return ids
}
