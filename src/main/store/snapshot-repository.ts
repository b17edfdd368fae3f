import { AttributeScheme } from '#shared/attributes/scheme.ts'
import type { DatasetId, ItemId, ProposalId, SnapshotId } from '#shared/contract/ids.ts'
import type { AttributeChange, NegativeContent } from '#shared/contract/proposals.ts'
import type { Snapshot, SnapshotContent } from '#shared/contract/snapshots.ts'
import type { Reader, Writer } from './database.ts'
import type { NegativeOrigin } from './negative-origin.ts'
import { decodeAttributeChanges, decodeJson, decodeNegative, type NegativeColumns } from './stored-json.ts'

/** A negative that a snapshot can hold, with its content. */
export type NegativeToFreeze = ProposedNegative | ImportedNegative

/** One that was proposed in this workspace. */
export interface ProposedNegative extends Freezable {
  proposal: ProposalId
}

/** One that a file brought. */
export interface ImportedNegative extends Freezable {
  proposal: null
  /** The changes before an edit; null where nobody edited. */
  proposed: AttributeChange[] | null
  origin: NegativeOrigin
}

interface Freezable {
  item: ItemId
  externalId: string
  edited: boolean
  /** Row of the decision that lets it through; null where nobody was asked. */
  decision: number | null
  visualPositive: string
  content: NegativeContent
}

/** All accepted and edited proposals of a data set. */
export function readCuratedNegatives(reader: Reader, dataset: DatasetId): ProposedNegative[] {
  return reader
    .all<
      NegativeColumns & {
        id: number
        item_id: number
        external_id: string
        visual_positive: string
        decision_id: number | null
      }
    >(
      `SELECT s.id, s.item_id, i.external_id, s.visual_positive, s.text, s.visual, s.attributes,
         s.edited_content, s.decision_id
       FROM genuine_proposal_state AS s
       JOIN item AS i ON i.id = s.item_id
       WHERE s.dataset_id = :dataset AND s.state IN ('accepted', 'edited')
       ORDER BY s.id`,
      { dataset },
    )
    .map((row) => ({
      proposal: row.id as ProposalId,
      item: row.item_id as ItemId,
      externalId: row.external_id,
      edited: row.edited_content !== null,
      decision: row.decision_id,
      visualPositive: row.visual_positive,
      content: decodeNegative(row).current,
    }))
}

/** All proposals of a data set as they were generated, whatever anybody decided on them. */
export function readProposedNegatives(reader: Reader, dataset: DatasetId): ProposedNegative[] {
  return reader
    .all<NegativeColumns & { id: number; item_id: number; external_id: string; visual_positive: string }>(
      `SELECT p.id, p.item_id, i.external_id, p.visual_positive, p.text, p.visual, p.attributes,
         NULL AS edited_content
       FROM genuine_proposal AS p
       JOIN item AS i ON i.id = p.item_id
       WHERE p.dataset_id = :dataset
       ORDER BY p.id`,
      { dataset },
    )
    .map((row) => ({
      proposal: row.id as ProposalId,
      item: row.item_id as ItemId,
      externalId: row.external_id,
      edited: false,
      decision: null,
      visualPositive: row.visual_positive,
      content: decodeNegative(row).proposed,
    }))
}

export interface NewSnapshot {
  dataset: DatasetId
  name: string
  which: SnapshotContent
  /** The verdicts on attributes as they stand. */
  attributes: AttributeScheme
  /** What it is for. */
  note?: string | undefined
  hash: string
  createdAt: number
}

/** A snapshot with its negatives; it is there with all of them or not at all. */
export function insertSnapshot(
  writer: Writer,
  snapshot: NewSnapshot,
  negatives: readonly NegativeToFreeze[],
): SnapshotId {
  return writer.transaction(() => {
    const { lastId } = writer.run(
      `INSERT INTO snapshot (dataset_id, name, which, attributes, note, hash, created_at)
       VALUES (:dataset, :name, :which, :attributes, :note, :hash, :createdAt)`,
      { ...snapshot, note: snapshot.note ?? '', attributes: JSON.stringify(snapshot.attributes) },
    )
    for (const [at, negative] of negatives.entries()) {
      writer.run(
        `INSERT INTO snapshot_negative (
           snapshot_id, place, proposal_id, item_id, edited, decision_id, visual_positive, text, visual, attributes,
           proposed, origin
         ) VALUES (
           :snapshot, :place, :proposal, :item, :edited, :decision, :visualPositive, :text, :visual, :attributes,
           :proposed, :origin
         )`,
        {
          snapshot: lastId,
          place: at + 1,
          proposal: negative.proposal,
          item: negative.item,
          edited: negative.edited ? 1 : 0,
          decision: negative.decision,
          visualPositive: negative.visualPositive,
          text: negative.content.text,
          visual: negative.content.visual,
          attributes: JSON.stringify(negative.content.attributes),
          proposed:
            negative.proposal === null && negative.proposed !== null
              ? JSON.stringify(negative.proposed)
              : null,
          origin: negative.proposal === null ? JSON.stringify(negative.origin) : null,
        },
      )
    }
    return lastId as SnapshotId
  })
}

interface SnapshotRow {
  id: number
  dataset_id: number
  name: string
  which: SnapshotContent
  note: string
  hash: string
  created_at: number
  negatives: number
}

const SELECT_SNAPSHOT = `
  SELECT id, dataset_id, name, which, note, hash, created_at,
    (SELECT count(*) FROM snapshot_negative WHERE snapshot_id = snapshot.id) AS negatives
  FROM snapshot`

export function readSnapshot(reader: Reader, snapshot: SnapshotId): Snapshot | undefined {
  const row = reader.get<SnapshotRow>(`${SELECT_SNAPSHOT} WHERE id = :snapshot`, { snapshot })
  return row && toSnapshot(row)
}

/** Newest first; of all data sets where none is named. */
export function listSnapshots(reader: Reader, dataset: DatasetId | null): Snapshot[] {
  return reader
    .all<SnapshotRow>(`${SELECT_SNAPSHOT} WHERE :dataset IS NULL OR dataset_id = :dataset ORDER BY id DESC`, {
      dataset,
    })
    .map(toSnapshot)
}

export function snapshotNameTaken(reader: Reader, dataset: DatasetId, name: string): boolean {
  return (
    reader.get('SELECT 1 FROM snapshot WHERE dataset_id = :dataset AND name = :name', { dataset, name }) !==
    undefined
  )
}

function toSnapshot(row: SnapshotRow): Snapshot {
  return {
    id: row.id as SnapshotId,
    dataset: row.dataset_id as DatasetId,
    name: row.name,
    which: row.which,
    note: row.note,
    negatives: row.negatives,
    hash: row.hash,
    createdAt: row.created_at,
  }
}

/** Sets what is given. */
export function describeSnapshot(
  writer: Writer,
  snapshot: SnapshotId,
  { name, note }: { name?: string | undefined; note?: string | undefined },
): void {
  writer.run(
    'UPDATE snapshot SET name = coalesce(:name, name), note = coalesce(:note, note) WHERE id = :snapshot',
    { snapshot, name: name ?? null, note: note ?? null },
  )
}

/** No run may name it. */
export function deleteSnapshot(writer: Writer, snapshot: SnapshotId): void {
  writer.run('DELETE FROM snapshot WHERE id = :snapshot', { snapshot })
}

/** The verdicts on attributes as they stood when the snapshot was saved. */
export function readSnapshotScheme(reader: Reader, snapshot: SnapshotId): AttributeScheme {
  const row = reader.get<{ attributes: string }>('SELECT attributes FROM snapshot WHERE id = :snapshot', {
    snapshot,
  })
  if (row === undefined) throw new Error(`there is no snapshot ${snapshot}`)
  return decodeJson(AttributeScheme, row.attributes)
}

/** What a trainer learns from: an item and its negative, both modalities as texts. */
export interface TrainingNegative {
  /** Row of the item in every matrix of the data set. */
  position: number
  title: string
  description: string
  visualPositive: string
  text: string
  visual: string
  /** The changes that it has. */
  attributes: AttributeChange[]
  /** The changes as they were proposed, before any edit. */
  proposed: AttributeChange[]
}

type TrainingNegativeRow = Omit<TrainingNegative, 'attributes' | 'proposed'> & {
  attributes: string
  proposed: string
}

/**
 * The negatives of a snapshot, ascending by the item's position; those of one item stand together.
 */
export function readTrainingNegatives(reader: Reader, snapshot: SnapshotId): TrainingNegative[] {
  return reader
    .all<TrainingNegativeRow>(
      `SELECT i.position, i.title, i.description, n.visual_positive AS visualPositive, n.text, n.visual,
         n.attributes, coalesce(p.attributes, n.proposed, n.attributes) AS proposed
       FROM snapshot_negative AS n
       JOIN item AS i ON i.id = n.item_id
       LEFT JOIN proposal AS p ON p.id = n.proposal_id
       WHERE n.snapshot_id = :snapshot
       ORDER BY i.position, n.place`,
      { snapshot },
    )
    .map((row) => ({
      ...row,
      attributes: decodeAttributeChanges(row.attributes),
      proposed: decodeAttributeChanges(row.proposed),
    }))
}
