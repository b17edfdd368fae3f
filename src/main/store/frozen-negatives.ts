import { setImmediate } from 'node:timers/promises'
import type { CatalogueAttribute } from '#shared/contract/catalogue.ts'
import type { Annotator, ProposalId, SnapshotId } from '#shared/contract/ids.ts'
import type { NegativeContent, Provenance } from '#shared/contract/proposals.ts'
import type { Reader } from './database.ts'
import { decodeAttributeChanges, decodeCatalogueAttributes, decodeProvenance } from './stored-json.ts'

/** A negative of a snapshot with its item, its provenance and who let it through. */
export interface FrozenNegative {
  proposal: ProposalId
  item: {
    externalId: string
    title: string
    description: string
    category: string | null
    attributes: CatalogueAttribute[]
  }
  visualPositive: string
  content: NegativeContent
  edited: boolean
  provenance: Provenance
  /** As of the snapshot; null where nobody reviewed it. */
  annotator: Annotator | null
  decidedAt: number | null
}

const PAGE = 500

interface FrozenRow {
  proposal_id: number
  external_id: string
  title: string
  description: string
  category: string | null
  item_attributes: string
  visual_positive: string
  text: string
  visual: string
  attributes: string
  edited: number
  provenance: string
  annotator: string | null
  decided_at: number | null
}

/**
 * All negatives of a snapshot by proposal, in pages of at most 500, without keeping the engine or the database to
 * itself. Decisions after the snapshot do not count, so that the answer is always the same.
 */
export async function* walkFrozenNegatives(
  reader: Reader,
  snapshot: SnapshotId,
): AsyncGenerator<FrozenNegative[]> {
  for (let after = 0; ; ) {
    const rows = reader.all<FrozenRow>(SELECT_PAGE, { snapshot, after, limit: PAGE })
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows.map(toFrozenNegative)
    after = last.proposal_id
    await setImmediate()
  }
}

const SELECT_PAGE = `
  SELECT n.proposal_id, i.external_id, i.title, i.description, i.category, i.attributes AS item_attributes,
    n.visual_positive, n.text, n.visual, n.attributes, n.edited, p.provenance,
    s.annotator, s.created_at AS decided_at
  FROM snapshot_negative AS n
  JOIN item AS i ON i.id = n.item_id
  JOIN proposal AS p ON p.id = n.proposal_id
  LEFT JOIN decision AS d ON d.id = n.decision_id
  LEFT JOIN step AS s ON s.id = d.step_id
  WHERE n.snapshot_id = :snapshot AND n.proposal_id > :after
  ORDER BY n.proposal_id
  LIMIT :limit`

function toFrozenNegative(row: FrozenRow): FrozenNegative {
  return {
    proposal: row.proposal_id as ProposalId,
    item: {
      externalId: row.external_id,
      title: row.title,
      description: row.description,
      category: row.category,
      attributes: decodeCatalogueAttributes(row.item_attributes),
    },
    visualPositive: row.visual_positive,
    content: {
      text: row.text,
      visual: row.visual,
      attributes: decodeAttributeChanges(row.attributes),
    },
    edited: row.edited === 1,
    provenance: decodeProvenance(row.provenance),
    annotator: row.annotator as Annotator | null,
    decidedAt: row.decided_at,
  }
}
