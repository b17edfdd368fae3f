import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join, sep } from 'node:path'
import { isDatasetNameTaken } from '#main/store/dataset-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type {
  FilePreview,
  ImportFormatDescription,
  ImportReport,
  ImportRequest,
} from '#shared/contract/imports.ts'
import type { Service } from '#shared/contract/service.ts'
import type { Publish } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { importDataset, refuseTakenName } from './import/import-dataset.ts'
import type { Reading } from './import/read-dataset.ts'
import { throttledProgress } from './import/throttled-progress.ts'
import type { MediaStore } from './media/media-store.ts'
import { previewFile } from './readers/preview.ts'
import type { CatalogueReader } from './readers/reader.ts'
import { describeReader, READERS } from './readers/registry.ts'
import { SkippedRows } from './readers/skipped-rows.ts'

export interface ImportsDependencies {
  workspace: Workspace
  media: MediaStore
  publish: Publish
  /** Called when the files of a request were read, and uploads among them may go. */
  releaseUploads: (request: ImportRequest) => Promise<void>
  now?: () => number
  readers?: readonly CatalogueReader[]
  /** Reads and plans what is imported. */
  reading: Reading
}

const COMPLETIONS = 200

/** The contract's section `imports`. */
export function createImportsService({
  workspace,
  media,
  publish,
  releaseUploads,
  now = Date.now,
  readers = READERS,
  reading,
}: ImportsDependencies) {
  const running = new Map<string, AbortController>()
  return {
    async complete({ path }): Promise<{ path: string; folder: boolean }[]> {
      const typed = path.startsWith('~')
        ? join(homedir(), path.slice(1)) + (path.endsWith(sep) ? sep : '')
        : path
      const folder = typed.endsWith(sep) ? typed : dirname(typed)
      const start = typed.endsWith(sep) ? '' : basename(typed)
      // What cannot be listed has no completions; the import itself says what is wrong with a path.
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
      return entries
        .filter((entry) => entry.name.startsWith(start) && (start !== '' || !entry.name.startsWith('.')))
        .map((entry) => ({ path: join(folder, entry.name), folder: entry.isDirectory() }))
        .sort((a, b) => Number(b.folder) - Number(a.folder) || a.path.localeCompare(b.path))
        .slice(0, COMPLETIONS)
    },

    formats: (): ImportFormatDescription[] => readers.map(describeReader),

    preview({ path, format }): Promise<FilePreview> {
      return previewFile(path, format, readers)
    },

    async run(request): Promise<ImportReport> {
      const { name } = request
      refuseTakenName(name, running.has(name) || isDatasetNameTaken(workspace.database, name))
      const cancelling = new AbortController()
      running.set(name, cancelling)
      try {
        const skipped = new SkippedRows()
        const progress = throttledProgress(name, publish)
        const imported = await importDataset(
          request,
          { workspace, media, skipped, progress, now, signal: cancelling.signal },
          reading,
          readers,
        )
        const { dataset } = imported
        progress('done', dataset.counts.interactions, dataset.counts.interactions)
        publish({ topic: 'dataset', dataset })
        await releaseUploads(request)
        return {
          ...imported,
          skipped: skipped.listed(),
          skippedTotal: skipped.total,
          leftOut: skipped.byReason(),
        }
      } finally {
        running.delete(name)
      }
    },

    cancel({ name }): { cancelled: boolean } {
      const cancelling = running.get(name)
      cancelling?.abort(
        new ExpectedError('CANCELLED', `The import of "${name}" was cancelled; nothing of it was stored.`),
      )
      return { cancelled: cancelling !== undefined }
    },
  } satisfies Service<'imports'>
}
