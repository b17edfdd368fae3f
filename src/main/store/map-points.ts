import { setImmediate } from 'node:timers/promises'
import type { DatasetId, ItemId, MediaHash, ProposalId } from '#shared/contract/ids.ts'
import type { ProposalState, QualityMetrics } from '#shared/contract/proposals.ts'
import type { Reader } from './database.ts'
import { type QualityMetricsRow, toQualityMetrics } from './quality-metrics-row.ts'

/** Ids of a data set's items, each at its position. */
export function readItemIds(reader: Reader, dataset: DatasetId): ItemId[] {
  return reader
    .all<{ id: number }>('SELECT id FROM item WHERE dataset_id = :dataset ORDER BY position', { dataset })
    .map(({ id }) => id as ItemId)
}

/** A data set's proposals with their items, oldest first. */
export function readProposalItems(reader: Reader, dataset: DatasetId): { id: ProposalId; item: ItemId }[] {
  return reader
    .all<{ id: number; item_id: number }>(
      'SELECT id, item_id FROM genuine_proposal WHERE dataset_id = :dataset ORDER BY id',
      { dataset },
    )
    .map(({ id, item_id }) => ({ id: id as ProposalId, item: item_id as ItemId }))
}

/** Proposals of a data set that are newer than one. */
export function countNewerProposals(reader: Reader, dataset: DatasetId, newest: number): number {
  const row = reader.get<{ count: number }>(
    'SELECT count(*) AS count FROM genuine_proposal WHERE dataset_id = :dataset AND id > :newest',
    { dataset, newest },
  )
  return row?.count ?? 0
}

const PAGE = 500

/** Texts of negatives as they were proposed, in the order of the ids, without keeping the database to itself. */
export async function* walkProposedTexts(
  reader: Reader,
  proposals: readonly ProposalId[],
): AsyncGenerator<string> {
  for (let from = 0; from < proposals.length; from += PAGE) {
    const page = proposals.slice(from, from + PAGE)
    const rows = reader.all<{ id: number; text: string }>(
      'SELECT id, text FROM proposal WHERE id IN (SELECT value FROM json_each(:page))',
      { page: JSON.stringify(page) },
    )
    const texts = new Map(rows.map(({ id, text }) => [id, text]))
    for (const id of page) yield texts.get(id) ?? ''
    await setImmediate()
  }
}

export interface MappedItem {
  item: ItemId
  title: string
  category: string | null
  image: MediaHash | null
}

/** Those of the items that exist. */
export function readMappedItems(reader: Reader, items: readonly ItemId[]): MappedItem[] {
  return reader
    .all<{ id: number; title: string; category: string | null; image_hash: string | null }>(
      'SELECT id, title, category, image_hash FROM item WHERE id IN (SELECT value FROM json_each(:items))',
      { items: JSON.stringify(items) },
    )
    .map(({ id, title, category, image_hash }) => ({
      item: id as ItemId,
      title,
      category,
      image: image_hash as MediaHash | null,
    }))
}

export interface MappedProposal {
  proposal: ProposalId
  item: ItemId
  state: ProposalState
  qualityMetrics: QualityMetrics
}

interface ProposalRow extends QualityMetricsRow {
  id: number
  item_id: number
  state: ProposalState
}

/** Those of the proposals that exist, as they stand. */
export function readMappedProposals(reader: Reader, proposals: readonly ProposalId[]): MappedProposal[] {
  return reader
    .all<ProposalRow>(
      `SELECT s.id, s.item_id, s.state, s.contrast_text, s.contrast_image, s.balance, s.cohesion,
         h.value AS hardness, s.false_negative_risk, s.outside_edits
       FROM proposal_state AS s
       LEFT JOIN hardness AS h ON h.proposal_id = s.id
       WHERE s.id IN (SELECT value FROM json_each(:proposals))`,
      { proposals: JSON.stringify(proposals) },
    )
    .map((row) => ({
      proposal: row.id as ProposalId,
      item: row.item_id as ItemId,
      state: row.state,
      qualityMetrics: toQualityMetrics(row),
    }))
}
