import type { ProposalId, SnapshotId } from '#shared/contract/ids.ts'
import type { NegativeContent } from '#shared/contract/proposals.ts'
import type { SnapshotComparison, SnapshotDifference } from '#shared/contract/snapshots.ts'
import type { Reader } from './database.ts'
import { decodeAttributeChanges } from './stored-json.ts'

const SAME_CONTENT =
  'o.visual_positive = n.visual_positive AND o.text = n.text AND o.visual = n.visual AND o.attributes = n.attributes'

/** In the snapshot `:own`, and neither its proposal nor its content in `:other`. */
const ALONE = `
  FROM snapshot_negative AS n
  JOIN item AS i ON i.id = n.item_id
  WHERE n.snapshot_id = :own AND NOT EXISTS (
    SELECT 1 FROM snapshot_negative AS o
    WHERE o.snapshot_id = :other AND o.item_id = n.item_id AND (o.proposal_id = n.proposal_id OR (${SAME_CONTENT}))
  )`

/** One proposal with another content in `:other` (as o) than in `:own` (as n). */
const CHANGED = `
  FROM snapshot_negative AS n
  JOIN snapshot_negative AS o ON o.proposal_id = n.proposal_id AND o.snapshot_id = :other
  JOIN item AS i ON i.id = n.item_id
  WHERE n.snapshot_id = :own AND NOT (${SAME_CONTENT})`

interface Row {
  proposal_id: number | null
  external_id: string
  title: string
  text: string
  visual: string
  attributes: string
}

interface ChangedRow extends Row {
  text_before: string
  visual_before: string
  attributes_before: string
}

/**
 * What the second snapshot has otherwise than the first: by proposal, and where a file brought a negative by its content.
 *
 * @param limit of the differences of each kind, by item
 */
export function compareFrozenNegatives(
  reader: Reader,
  { from, to }: { from: SnapshotId; to: SnapshotId },
  limit: number,
): Omit<SnapshotComparison, 'sameAttributes'> {
  const count = (sql: string, own: SnapshotId, other: SnapshotId | null) =>
    reader.get<{ count: number }>(`SELECT count(*) AS count ${sql}`, {
      own,
      ...(other === null ? {} : { other }),
    })?.count ?? 0
  const added = count(ALONE, to, from)
  const removed = count(ALONE, from, to)
  const changed = count(CHANGED, to, from)
  const all = count('FROM snapshot_negative AS n WHERE n.snapshot_id = :own', to, null)
  const alone = (own: SnapshotId, other: SnapshotId) =>
    reader.all<Row>(
      `SELECT n.proposal_id, i.external_id, i.title, n.text, n.visual, n.attributes ${ALONE}
       ORDER BY i.position, n.place LIMIT :limit`,
      { own, other, limit },
    )
  const differing = reader.all<ChangedRow>(
    `SELECT n.proposal_id, i.external_id, i.title, n.text, n.visual, n.attributes,
       o.text AS text_before, o.visual AS visual_before, o.attributes AS attributes_before ${CHANGED}
     ORDER BY i.position, n.place LIMIT :limit`,
    { own: to, other: from, limit },
  )
  const differences: SnapshotDifference[] = [
    ...alone(to, from).map((row) => ({
      ...of(row),
      kind: 'added' as const,
      before: null,
      after: content(row),
    })),
    ...alone(from, to).map((row) => ({
      ...of(row),
      kind: 'removed' as const,
      before: content(row),
      after: null,
    })),
    ...differing.map((row) => ({
      ...of(row),
      kind: 'changed' as const,
      before: content({
        text: row.text_before,
        visual: row.visual_before,
        attributes: row.attributes_before,
      }),
      after: content(row),
    })),
  ]
  return { counts: { added, removed, changed, unchanged: all - added - changed }, differences }
}

function of({ proposal_id, external_id, title }: Row) {
  return { proposal: proposal_id as ProposalId | null, externalId: external_id, title }
}

function content({ text, visual, attributes }: Pick<Row, 'text' | 'visual' | 'attributes'>): NegativeContent {
  return { text, visual, attributes: decodeAttributeChanges(attributes) }
}
