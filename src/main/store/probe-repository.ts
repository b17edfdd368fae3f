import type { DatasetId, ItemId } from '#shared/contract/ids.ts'
import type { ProbeItem } from '#shared/contract/probes.ts'
import type { AttributeChange } from '#shared/contract/proposals.ts'
import type { Reader } from './database.ts'
import { SPLITS } from './interaction-repository.ts'
import { decodeNegative, type NegativeColumns } from './stored-json.ts'

/** Ids of users that begin with the text, in the order of the data set. */
export function readUsersBeginning(
  reader: Reader,
  query: { dataset: DatasetId; search: string; limit: number },
): string[] {
  return reader
    .all<{ external_id: string }>(
      `SELECT external_id FROM user
       WHERE dataset_id = :dataset AND substr(external_id, 1, length(:search)) = :search
       ORDER BY position LIMIT :limit`,
      query,
    )
    .map((row) => row.external_id)
}

/** Matrix row of a user; undefined where the data set has none of this id. */
export function readUserPosition(reader: Reader, dataset: DatasetId, user: string): number | undefined {
  return reader.get<{ position: number }>(
    'SELECT position FROM user WHERE dataset_id = :dataset AND external_id = :user',
    { dataset, user },
  )?.position
}

interface ItemRow {
  id: number
  position: number
  external_id: string
  title: string
  split: number | null
}

const SELECT_ITEM = `
  SELECT i.id, i.position, i.external_id, i.title, n.split
  FROM item AS i
  LEFT JOIN user AS u ON u.dataset_id = i.dataset_id AND u.external_id = :user
  LEFT JOIN interaction AS n ON n.user_id = u.id AND n.item_id = i.id
  WHERE i.dataset_id = :dataset`

/** With a proposal that nobody rejected: those that the user has, and those at the matrix rows that are named. */
export function readProbeItems(
  reader: Reader,
  query: { dataset: DatasetId; user: string; recommended: readonly number[] },
): (ProbeItem & { position: number })[] {
  const { dataset, user, recommended } = query
  return reader
    .all<ItemRow>(
      `${SELECT_ITEM}
         AND (n.split IS NOT NULL OR i.position IN (SELECT value FROM json_each(:recommended)))
         AND EXISTS (SELECT 1 FROM genuine_proposal_state AS s WHERE s.item_id = i.id AND s.state <> 'rejected')
       ORDER BY coalesce(n.split, -1) DESC, i.position`,
      { dataset, user, recommended: JSON.stringify(recommended) },
    )
    .map(toItem)
}

/** Undefined where the data set has no item of this id. */
export function readProbeItem(
  reader: Reader,
  query: { dataset: DatasetId; user: string; item: string },
): (ProbeItem & { position: number }) | undefined {
  const row = reader.get<ItemRow>(`${SELECT_ITEM} AND i.external_id = :item`, query)
  return row && toItem(row)
}

function toItem({ id, position, external_id, title, split }: ItemRow): ProbeItem & { position: number } {
  return {
    id: id as ItemId,
    position,
    externalId: external_id,
    title,
    split: split === null ? null : (SPLITS[split] ?? null),
  }
}

/** The attributes that proposals for the item change, as curators left them, with what they say the picture shows. */
export interface ItemChanges {
  visual: string
  attributes: AttributeChange[]
}

/** Of the proposals that nobody rejected, the newest first. */
export function readItemChanges(reader: Reader, item: ItemId): ItemChanges[] {
  return reader
    .all<NegativeColumns & { visual_positive: string }>(
      `SELECT visual_positive, text, visual, attributes, edited_content FROM genuine_proposal_state
       WHERE item_id = :item AND state <> 'rejected'
       ORDER BY id DESC`,
      { item },
    )
    .map((row) => ({ visual: row.visual_positive, attributes: decodeNegative(row).current.attributes }))
}
