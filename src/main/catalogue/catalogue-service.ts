import { datasetActivity, readDataset, readDatasets } from '#main/store/dataset-repository.ts'
import { readCategories, readItem, readItemPage } from '#main/store/item-repository.ts'
import { readStudyNames } from '#main/store/study-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { Dataset, DatasetStatistics, Item, ItemSummary } from '#shared/contract/catalogue.ts'
import type { EncodedDataset } from '#shared/contract/encoding.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import type { Service } from '#shared/contract/service.ts'
import type { Publish } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { MediaStore } from './media/media-store.ts'
import { removeDataset } from './remove-dataset.ts'
import { createSample, sampleFor } from './sample/create-sample.ts'
import { datasetStatistics } from './statistics.ts'

export interface CatalogueDependencies {
  workspace: Workspace
  media: MediaStore
  publish: Publish
  /** Ends the runs of a data set that is about to go, and removes them with their files. */
  forgetRuns: (dataset: DatasetId) => Promise<void>
  encode: (dataset: DatasetId) => Promise<EncodedDataset>
  now?: () => number
}

/** The contract's section `catalogue`. */
export function createCatalogueService({
  workspace,
  media,
  publish,
  forgetRuns,
  encode,
  now = Date.now,
}: CatalogueDependencies) {
  const { database } = workspace
  const statistics = new Map<string, Promise<DatasetStatistics>>()
  const samples = new Map<string, Promise<Dataset>>()

  const existing = (id: DatasetId): Dataset => {
    const dataset = readDataset(database, id)
    if (dataset === undefined) throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
    return dataset
  }

  return {
    datasets: (): Dataset[] => readDatasets(database),

    dataset: ({ dataset }): Dataset => existing(dataset),

    async removeDataset({ dataset }): Promise<{ removed: true }> {
      const { name } = existing(dataset)
      const activity = datasetActivity(database, dataset)
      if (activity !== undefined) {
        const retry = `Stop the ${activity} first.`
        throw new ExpectedError('CONFLICT', `A ${activity} still works on "${name}". ${retry}`, { retry })
      }
      const [study] = readStudyNames(database, dataset)
      if (study !== undefined) {
        const retry = 'Remove the study first.'
        throw new ExpectedError('CONFLICT', `The study ‘${study}’ compares on "${name}". ${retry}`, { retry })
      }
      const removal = [forgetRuns(dataset), removeDataset(workspace, media, dataset)]
      // Out of sight from here on, while its rows go bit by bit.
      publish({ topic: 'dataset-removed', dataset })
      await Promise.all(removal)
      return { removed: true }
    },

    /** A data set never changes, so what was counted once stays true. */
    statistics({ dataset }): Promise<DatasetStatistics> {
      const found = existing(dataset)
      const key = `${found.id} ${found.createdAt}`
      const known = statistics.get(key) ?? datasetStatistics(database, found)
      statistics.set(key, known)
      known.catch(() => statistics.delete(key))
      return known
    },

    categories({ dataset }): { category: string; items: number }[] {
      return readCategories(database, existing(dataset).id)
    },

    items(page): { total: number; items: ItemSummary[] } {
      existing(page.dataset)
      return readItemPage(database, page)
    },

    item({ item }): Item {
      const found = readItem(database, item)
      if (found === undefined) throw new ExpectedError('NOT_FOUND', 'This item does not exist any more.')
      return found
    },

    /** Requests for the same world at the same time share the work. */
    createSample(request = {}): Promise<Dataset> {
      const sample = sampleFor(request)
      const key = JSON.stringify(sample)
      const made =
        samples.get(key) ??
        createSample({ workspace, media, publish, now }, sample).finally(() => samples.delete(key))
      samples.set(key, made)
      return made
    },

    encode: ({ dataset }) => encode(dataset),
  } satisfies Service<'catalogue'>
}
