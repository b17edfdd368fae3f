import type { Snapshot, SnapshotDifference } from '#shared/contract/snapshots.ts'
import { snapshotLabel } from '#shared/snapshot-label.ts'
import { UsageError } from '../failure.ts'
import { datasetNamed, type Session, snapshotNamed } from '../session.ts'

export interface OfDataset {
  dataset: string
}

/** `snapshots list`: newest first, with what learned from each. */
export async function listSnapshots(
  { client, output }: Session,
  options: { dataset?: string },
): Promise<void> {
  const datasets = await client.catalogue.datasets()
  const filter =
    options.dataset === undefined ? {} : { dataset: (await datasetNamed(client, options.dataset)).id }
  const snapshots = await client.snapshots.list(filter)
  const rows = await Promise.all(
    snapshots.map(async (snapshot) => ({
      ...snapshot,
      datasetName: datasets.find(({ id }) => id === snapshot.dataset)?.name ?? '',
      ...(await client.snapshots.uses({ snapshot: snapshot.id })),
    })),
  )
  output.rows(
    rows,
    {
      'data set': ({ datasetName }) => datasetName,
      name: snapshotLabel,
      negatives: ({ negatives }) => negatives,
      hash: ({ hash }) => hash.slice(0, 10),
      saved: ({ createdAt }) => new Date(createdAt).toISOString().slice(0, 16),
      runs: ({ runs }) => runs.map(({ id }) => id).join(' '),
      studies: ({ studies }) => studies.map(({ name }) => name).join(', '),
      note: ({ note }) => note,
    },
    'No snapshots.',
  )
}

/** `snapshots rename`: sets name and note. */
export async function describeSnapshot(
  { client, output }: Session,
  name: string,
  options: OfDataset & { to?: string; note?: string },
): Promise<void> {
  if (options.to === undefined && options.note === undefined) {
    throw new UsageError('Say what to set: --to NAME or --note TEXT.')
  }
  const { id } = await snapshotNamed(client, await datasetNamed(client, options.dataset), name)
  const { to, note } = options
  const saved = await client.snapshots.describe({ snapshot: id, name: to, note })
  output.result(shown(saved), () => sentence(saved))
}

/** `snapshots remove` */
export async function removeSnapshot(
  { client, output }: Session,
  name: string,
  options: OfDataset,
): Promise<void> {
  const { id } = await snapshotNamed(client, await datasetNamed(client, options.dataset), name)
  await client.snapshots.remove({ snapshot: id })
  output.result({ removed: name }, () => `Removed the snapshot ${name}.`)
}

const SIGNS = { added: '+', removed: '-', changed: '~' } as const

/** `snapshots diff`: what the second one has otherwise than the first. */
export async function compareSnapshots(
  { client, output }: Session,
  [first, second]: readonly [string, string],
  options: OfDataset,
): Promise<void> {
  const dataset = await datasetNamed(client, options.dataset)
  const from = await snapshotNamed(client, dataset, first)
  const to = await snapshotNamed(client, dataset, second)
  const comparison = await client.snapshots.compare({ from: from.id, to: to.id })
  output.result(comparison, () => {
    const { added, removed, changed, unchanged } = comparison.counts
    return [
      `${added} added, ${removed} removed, ${changed} changed, ${unchanged} unchanged`,
      ...(comparison.sameAttributes ? [] : ['The verdicts on attributes differ.']),
      ...comparison.differences.map(differenceLine),
    ].join('\n')
  })
}

function differenceLine({ kind, proposal, externalId, title, before, after }: SnapshotDifference): string {
  const of = proposal === null ? 'imported' : `proposal ${proposal}`
  const text = (after ?? before)?.text.replaceAll(/\s+/g, ' ').slice(0, 60) ?? ''
  return `${SIGNS[kind]} ${externalId} ${title.slice(0, 30)} (${of}): ${text}`
}

/** `snapshots import`: brings an exported snapshot back. */
export async function importSnapshot(
  session: Session,
  path: string,
  options: OfDataset & { name?: string },
): Promise<void> {
  const { client, output } = session
  const dataset = await datasetNamed(client, options.dataset)
  const { name } = options
  const saved = await client.snapshots.import({ dataset: dataset.id, path: session.path(path), name })
  output.result(shown(saved), () => sentence(saved))
}

function shown({ name, which, note, negatives, hash }: Snapshot) {
  return { snapshot: name, which, note, negatives, hash }
}

function sentence(snapshot: Snapshot): string {
  return `${snapshotLabel(snapshot)}: ${snapshot.negatives} negatives, ${snapshot.hash}`
}
