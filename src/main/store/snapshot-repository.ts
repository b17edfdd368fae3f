import { AttributeScheme } from '#shared/attributes/scheme.ts'
import type { DatasetId, ItemId, ProposalId, SnapshotId } from '#shared/contract/ids.ts'
import type { AttributeChange, NegativeContent } from '#shared/contract/proposals.ts'
import type { Snapshot, SnapshotContent } from '#shared/contract/snapshots.ts'
import type { Reader, Writer } from './database.ts'
import { decodeAttributeChanges, decodeJson, decodeNegative, type NegativeColumns } from './stored-json.ts'

/** A negative that a snapshot can hold, with its content. */
export interface NegativeToFreeze {
  proposal: ProposalId
  item: ItemId
  externalId: string
  edited: boolean
  /** Row of the decision that lets it through; null where nobody was asked. */
  decision: number | null
  visualPositive: string
  content: NegativeContent
}

/** All accepted and edited proposals of a data set. */
export function readCuratedNegatives(reader: Reader, dataset: DatasetId): NegativeToFreeze[] {
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
export function readProposedNegatives(reader: Reader, dataset: DatasetId): NegativeToFreeze[] {
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
      `INSERT INTO snapshot (dataset_id, name, which, attributes, hash, created_at)
       VALUES (:dataset, :name, :which, :attributes, :hash, :createdAt)`,
      { ...snapshot, attributes: JSON.stringify(snapshot.attributes) },
    )
    for (const negative of negatives) {
      writer.run(
        `INSERT INTO snapshot_negative (
           snapshot_id, proposal_id, item_id, edited, decision_id, visual_positive, text, visual, attributes
         ) VALUES (
           :snapshot, :proposal, :item, :edited, :decision, :visualPositive, :text, :visual, :attributes
         )`,
        {
          snapshot: lastId,
          proposal: negative.proposal,
          item: negative.item,
          edited: negative.edited ? 1 : 0,
          decision: negative.decision,
          visualPositive: negative.visualPositive,
          text: negative.content.text,
          visual: negative.content.visual,
          attributes: JSON.stringify(negative.content.attributes),
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
  hash: string
  created_at: number
  negatives: number
}

const SELECT_SNAPSHOT = `
  SELECT id, dataset_id, name, which, hash, created_at,
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
    negatives: row.negatives,
    hash: row.hash,
    createdAt: row.created_at,
  }
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
         n.attributes, p.attributes AS proposed
       FROM snapshot_negative AS n
       JOIN item AS i ON i.id = n.item_id
       JOIN proposal AS p ON p.id = n.proposal_id
       WHERE n.snapshot_id = :snapshot
       ORDER BY i.position, n.proposal_id`,
      { snapshot },
    )
    .map((row) => ({
      ...row,
      attributes: decodeAttributeChanges(row.attributes),
      proposed: decodeAttributeChanges(row.proposed),
    }))
}
