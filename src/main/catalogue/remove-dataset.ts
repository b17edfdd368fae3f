import { rm } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import {
  hideDataset,
  readDatasetRuns,
  readUnfinishedDatasets,
  removeDatasetPart,
} from '#main/store/dataset-repository.ts'
import { readDatasetMedia } from '#main/store/media-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { removeFeatures } from './import/imported-features.ts'
import type { MediaStore } from './media/media-store.ts'

/**
 * Removes a data set with everything that hangs on it, in short transactions, and then the pictures that
 * nothing shows any more. It is out of sight at once; a crash on the way leaves the rest to `removeUnfinished`.
 */
export async function removeDataset(
  workspace: Workspace,
  media: MediaStore,
  dataset: DatasetId,
): Promise<void> {
  const pictures = readDatasetMedia(workspace.database, dataset)
  await removeDatasetRows(workspace, dataset)
  await media.sweep(pictures)
}

/** Rows, features and runs of a data set; its pictures stay. */
export async function removeDatasetRows(workspace: Workspace, dataset: DatasetId): Promise<void> {
  hideDataset(workspace.database, dataset)
  for (const run of readDatasetRuns(workspace.database, dataset)) {
    await rm(workspace.paths.run(run), { recursive: true, force: true })
  }
  await removeFeatures(workspace, dataset)
  while (removeDatasetPart(workspace.database, dataset)) await setImmediate()
}

/** Removes what imports and removals left behind that did not end. For the start of the engine. */
export async function removeUnfinished(workspace: Workspace, media: MediaStore): Promise<void> {
  const unfinished = readUnfinishedDatasets(workspace.database)
  for (const dataset of unfinished) await removeDatasetRows(workspace, dataset)
  await media.sweepUnused()
  if (unfinished.length > 0) await media.sweepStrays()
}
