import { readDataset } from '#main/store/dataset-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import type { Service } from '#shared/contract/service.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { readCuratorFigures } from './curator-figures.ts'
import { readPace } from './reading-pace.ts'

/** The contract's section `curators`; each of them throws ExpectedError NOT_FOUND without the data set. */
export function createCuratorsService({ workspace }: { workspace: ReadableWorkspace }) {
  const { database } = workspace
  const require = (dataset: DatasetId) => {
    if (readDataset(database, dataset) === undefined) {
      throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
    }
  }
  return {
    async figures({ dataset }) {
      require(dataset)
      return readCuratorFigures(database, dataset, { blind: false })
    },

    async own({ dataset, annotator }) {
      require(dataset)
      const all = await readCuratorFigures(database, dataset, { blind: true })
      return all.find((figures) => figures.annotator === annotator) ?? null
    },

    pace(query) {
      require(query.dataset)
      return readPace(database, query)
    },
  } satisfies Service<'curators'>
}
