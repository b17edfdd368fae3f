import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openWorkspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import type { ImportRequestInput } from '#shared/contract/imports.ts'
import { ImportRequest } from '#shared/contract/imports.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { createCatalogueService } from '../catalogue-service.ts'
import { readHere } from '../import/read-dataset.ts'
import { createImportsService } from '../imports-service.ts'
import { MediaStore } from '../media/media-store.ts'

/**
 * A folder of its own for a test, with the catalogue's services over a workspace in it.
 *
 * @param onEvent called with every event as it is published
 */
export function openTestStudio(onEvent: (event: StudioEvent) => void = () => {}) {
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-'))
  const workspace = openWorkspace(join(folder, 'workspace'))
  const media = new MediaStore(workspace)
  const events: StudioEvent[] = []
  const publish = (event: StudioEvent) => {
    events.push(event)
    onEvent(event)
  }
  const options = { workspace, media, publish, now: () => 1 }
  const forgotten: DatasetId[] = []
  const released: string[] = []
  const imports = createImportsService({
    ...options,
    releaseUploads: async ({ interactions }) => void released.push(interactions),
    reading: readHere(),
  })
  return {
    folder,
    workspace,
    media,
    events,
    imports,
    catalogue: createCatalogueService({
      ...options,
      forgetRuns: async (dataset) => void forgotten.push(dataset),
      encode: () => Promise.reject(new Error('Nothing is encoded here.')),
    }),
    /** Data sets whose runs were asked to go. */
    forgotten,
    /** Interaction files of imports that are through. */
    released,
    /** Writes a file into the folder and gives its path. */
    file(name: string, content: string | Uint8Array): string {
      const path = join(folder, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, content)
      return path
    },
    run: (request: ImportRequestInput) => imports.run(ImportRequest.parse(request)),
    close() {
      workspace.database.close()
      rmSync(folder, { recursive: true })
    },
  }
}

export type TestStudio = ReturnType<typeof openTestStudio>
