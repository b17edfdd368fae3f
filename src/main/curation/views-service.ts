import { readDataset } from '#main/store/dataset-repository.ts'
import { deleteView, insertView, listViews, readView, renameView } from '#main/store/view-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { DatasetId, ViewId } from '#shared/contract/ids.ts'
import type { Service } from '#shared/contract/service.ts'
import type { Publish } from '#shared/contract/system.ts'
import type { SavedView } from '#shared/contract/views.ts'
import { ExpectedError } from '#shared/expected-error.ts'

interface ViewsDependencies {
  workspace: Workspace
  publish: Publish
}

/** The contract's section `views`: filters of the queue under a name, the same for everybody who reviews. */
export function createViewsService({ workspace: { database }, publish }: ViewsDependencies) {
  return {
    list: ({ dataset }) => listViews(database, dataset),

    /** @throws ExpectedError NOT_FOUND without the data set, CONFLICT where the name is taken */
    create(view) {
      if (readDataset(database, view.dataset) === undefined) {
        throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
      }
      refuseTakenName(view.dataset, view.name)
      const created = requireView(insertView(database, { ...view, createdAt: Date.now() }))
      publish({ topic: 'views', dataset: created.dataset })
      return created
    },

    /** @throws ExpectedError NOT_FOUND, CONFLICT where another view has the name */
    rename({ view, name }) {
      const { dataset } = requireView(view)
      refuseTakenName(dataset, name, view)
      renameView(database, view, name)
      publish({ topic: 'views', dataset })
      return requireView(view)
    },

    /** @throws ExpectedError NOT_FOUND */
    remove({ view }) {
      const { dataset } = requireView(view)
      deleteView(database, view)
      publish({ topic: 'views', dataset })
      return { removed: true }
    },
  } satisfies Service<'views'>

  function requireView(view: ViewId): SavedView {
    const found = readView(database, view)
    if (found === undefined) throw new ExpectedError('NOT_FOUND', 'This view does not exist any more.')
    return found
  }

  function refuseTakenName(dataset: DatasetId, name: string, but?: ViewId): void {
    const taken = listViews(database, dataset).some((view) => view.name === name && view.id !== but)
    if (taken) {
      throw new ExpectedError('CONFLICT', `There is a view ‘${name}’ already; choose another name.`)
    }
  }
}
