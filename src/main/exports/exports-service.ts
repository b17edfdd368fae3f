import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { CatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { readDataset } from '#main/store/dataset-repository.ts'
import { walkFrozenNegatives } from '#main/store/frozen-negatives.ts'
import { giveAsUsual } from '#main/store/private-files.ts'
import { listSnapshots, readSnapshot, readSnapshotScheme } from '#main/store/snapshot-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { ExportFormat, ExportReport, ExportRequest } from '#shared/contract/exports.ts'
import type { SnapshotId } from '#shared/contract/ids.ts'
import type { Snapshot } from '#shared/contract/snapshots.ts'
import { problemsIn } from '#shared/descriptors/parse-settings.ts'
import { settingFields } from '#shared/descriptors/settings-fields.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { dataCard, RecordCounts } from './data-card.ts'
import { exportSource } from './export-source.ts'
import type { Exporter } from './exporter.ts'
import { negativeRecord } from './negative-record.ts'
import { EXPORTERS } from './registry.ts'
import { SNAPSHOT_FILE, snapshotText } from './snapshot-file.ts'
import { type FileToWrite, writeTogether } from './write-together.ts'

const DATA_CARD = 'README.md'

export interface ExportsDependencies {
  workspace: Workspace
  texts: CatalogueEncoder
  exporters?: readonly Exporter[]
}

/** The contract's section `exports`. */
export function createExportsService({ workspace, texts, exporters = EXPORTERS }: ExportsDependencies) {
  const { database, paths } = workspace
  return {
    formats: (): ExportFormat[] =>
      exporters.map(({ name, label, summary, subjects, settings }) => ({
        name,
        label,
        summary,
        subjects: [...subjects],
        fields: settingFields(settings),
      })),

    /**
     * Writes a snapshot's negatives and a data card. Equal snapshots and settings give equal bytes.
     *
     * @throws ExpectedError NOT_FOUND for an unknown snapshot, BAD_INPUT for an unknown format, wrong settings or a
     *   folder that cannot be written, CONFLICT where a file exists already
     */
    async write(request: ExportRequest): Promise<ExportReport> {
      const snapshot = findSnapshot(workspace, request.snapshot)
      const exporter = findExporter(exporters, request.format)
      const settings = readSettings(exporter, request.settings)
      const dataset = readDataset(database, snapshot.dataset) ?? { name: '', sample: null }
      const own =
        request.to === undefined
          ? freeName(paths.exports, `${dataset.name} ${snapshot.name} ${exporter.name}`)
          : null
      const folder = own === null ? resolve(request.to ?? '') : join(paths.exports, own)

      const files = exporter.files(settings)
      const counts = new RecordCounts()
      const source = exportSource(workspace, texts, snapshot.dataset)
      const toWrite: FileToWrite[] = files.map((file, at) => ({
        name: file.name,
        content: () => {
          const records = readRecords(workspace, snapshot)
          return file.content(at === 0 ? counts.of(records) : records, source)
        },
      }))
      const isNew = !existsSync(folder)
      const written = await writeTogether(folder, [
        ...toWrite,
        {
          name: SNAPSHOT_FILE,
          async *content() {
            yield snapshotText(snapshot, readSnapshotScheme(workspace.database, snapshot.id))
          },
        },
        {
          name: DATA_CARD,
          async *content(before) {
            const described = before.map((file, at) => ({
              ...file,
              summary: files[at]?.summary ?? 'The snapshot: its name, note, hash and verdicts on attributes.',
            }))
            const card = { dataset, snapshot, counts, files: described }
            yield `${exporter.cardHead?.(card) ?? ''}${dataCard(card)}`
          },
        },
      ])
      if (own === null) {
        if (isNew) await giveAsUsual(folder, 'folder')
        for (const inner of new Set(written.map(({ name }) => dirname(name)))) {
          if (inner !== '.') await giveAsUsual(join(folder, inner), 'folder')
        }
        for (const { name } of written) await giveAsUsual(join(folder, name))
      }
      return {
        folder,
        files: written.map(({ name }) => join(folder, name)),
        hash: snapshot.hash,
        downloads: own === null ? [] : written.map(({ name }) => exportUrl(own, name)),
      }
    },
  }
}

async function* readRecords({ database }: Workspace, snapshot: Snapshot) {
  for await (const page of walkFrozenNegatives(database, snapshot.id)) {
    yield page.map((negative) => negativeRecord(negative, snapshot))
  }
}

function findSnapshot({ database }: Workspace, id: SnapshotId): Snapshot {
  const found = readSnapshot(database, id)
  if (found !== undefined) return found
  const names = listSnapshots(database, null).map(({ name }) => `“${name}”`)
  throw new ExpectedError('NOT_FOUND', `There is no snapshot ${id}.`, {
    retry:
      names.length === 0
        ? 'Save a snapshot of accepted negatives first.'
        : `Choose one of ${names.join(', ')}.`,
  })
}

function findExporter(exporters: readonly Exporter[], name: string): Exporter {
  const found = exporters.find((exporter) => exporter.name === name)
  if (found !== undefined) return found
  const names = exporters.map((exporter) => exporter.name).join(', ')
  throw new ExpectedError('BAD_INPUT', `There is no export format “${name}”.`, {
    retry: `Choose one of ${names}.`,
  })
}

function readSettings(exporter: Exporter, settings: Record<string, unknown>) {
  const problems = Object.values(problemsIn(exporter.settings, settings))
  if (problems.length === 0) return exporter.settings.parse(settings)
  throw new ExpectedError('BAD_INPUT', problems.join(' '), {
    retry: 'Change or leave out these settings.',
  })
}

/** A name for a new folder that is a plain word on every system. */
function freeName(parent: string, text: string): string {
  const word = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 80)
  let name = word
  for (let number = 2; existsSync(join(parent, name)); number++) name = `${word}-${number}`
  return name
}

/** Where the engine serves a file of the workspace's `exports`. */
function exportUrl(folder: string, file: string): string {
  return `/exports/${[folder, ...file.split('/')].map(encodeURIComponent).join('/')}`
}
