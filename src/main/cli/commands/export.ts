import type { ExportSubject } from '#shared/contract/exports.ts'
import type { Snapshot } from '#shared/contract/snapshots.ts'
import { readSetting, unknownSetting } from '#shared/descriptors/parse-settings.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { UsageError } from '../failure.ts'
import { datasetNamed, named, type Session } from '../session.ts'
import type { Assignment } from '../values.ts'

export interface ExportOptions {
  what: ExportSubject
  snapshot: string
  dataset?: string
  format: string
  to: string
  set?: Assignment[]
}

/** `export`: writes a snapshot's negatives and a data card into a folder. */
export async function exportFiles(session: Session, options: ExportOptions): Promise<void> {
  const { client, output } = session
  const snapshot = await findSnapshot(session, options)
  const { files, hash } = await client.exports.write({
    snapshot: snapshot.id,
    format: options.format,
    settings: await readSettings(session, options),
    to: session.path(options.to),
  })
  output.result({ files, hash }, () => [...files, `snapshot hash ${hash}`].join('\n'))
}

async function findSnapshot({ client }: Session, options: ExportOptions): Promise<Snapshot> {
  const filter =
    options.dataset === undefined ? {} : { dataset: (await datasetNamed(client, options.dataset)).id }
  const snapshots = await client.snapshots.list(filter)
  const found = named(snapshots, 'snapshot', options.snapshot)
  if (snapshots.filter(({ name }) => name === found.name).length > 1) {
    throw new ExpectedError('BAD_INPUT', `Several data sets have a snapshot "${found.name}".`, {
      retry: 'Name the data set with --dataset.',
    })
  }
  return found
}

/** Texts of `--set` as the format's settings mean them. */
async function readSettings({ client }: Session, { format, set = [] }: ExportOptions) {
  if (set.length === 0) return {}
  const formats = await client.exports.formats()
  const fields = formats.find(({ name }) => name === format)?.fields ?? []
  return Object.fromEntries(
    set.map(({ key, value }) => {
      const field = fields.find(({ name }) => name === key)
      if (field === undefined) throw new UsageError(unknownSetting(key, fields))
      return [key, readSetting(field, String(value))]
    }),
  )
}
