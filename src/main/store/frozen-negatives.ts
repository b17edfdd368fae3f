import { setImmediate } from 'node:timers/promises'
import type { CatalogueAttribute } from '#shared/contract/catalogue.ts'
import type { ProposalId, SnapshotId } from '#shared/contract/ids.ts'
import type { AttributeChange, NegativeContent } from '#shared/contract/proposals.ts'
import type { Reader } from './database.ts'
import { NegativeOrigin } from './negative-origin.ts'
import {
  decodeAttributeChanges,
  decodeCatalogueAttributes,
  decodeJson,
  decodeProvenance,
} from './stored-json.ts'

/** A negative of a snapshot with its item, its provenance and who let it through. */
export interface FrozenNegative {
  /** Null where a file brought it. */
  proposal: ProposalId | null
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
  /** The changes before an edit; null where nobody edited. */
  proposed: AttributeChange[] | null
  /** As of the snapshot. */
  origin: NegativeOrigin
}

const PAGE = 500

interface FrozenRow {
  place: number
  proposal_id: number | null
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
  proposed: string | null
  origin: string | null
  provenance: string | null
  annotator: string | null
  decided_at: number | null
}

/**
 * All negatives of a snapshot in their order, in pages of at most 500, without keeping the engine or the database to
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
    after = last.place
    await setImmediate()
  }
}

const SELECT_PAGE = `
  SELECT n.place, n.proposal_id, i.external_id, i.title, i.description, i.category, i.attributes AS item_attributes,
    n.visual_positive, n.text, n.visual, n.attributes, n.edited, n.origin, p.provenance,
    iif(n.edited = 1, coalesce(p.attributes, n.proposed), NULL) AS proposed,
    s.annotator, s.created_at AS decided_at
  FROM snapshot_negative AS n
  JOIN item AS i ON i.id = n.item_id
  LEFT JOIN proposal AS p ON p.id = n.proposal_id
  LEFT JOIN decision AS d ON d.id = n.decision_id
  LEFT JOIN step AS s ON s.id = d.step_id
  WHERE n.snapshot_id = :snapshot AND n.place > :after
  ORDER BY n.place
  LIMIT :limit`

function toFrozenNegative(row: FrozenRow): FrozenNegative {
  return {
    proposal: row.proposal_id as ProposalId | null,
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
    proposed: row.proposed === null ? null : decodeAttributeChanges(row.proposed),
    origin: originOf(row),
  }
}

function originOf({ origin, provenance, annotator, decided_at: decidedAt }: FrozenRow): NegativeOrigin {
  if (origin !== null) return decodeJson(NegativeOrigin, origin)
  if (provenance === null) throw new Error('a frozen negative has neither a proposal nor an origin')
  const { generator, model, modelDigest, serverVersion, seed, hint, steps } = decodeProvenance(provenance)
  const templates = steps.flatMap(({ step, template }) =>
    template === null ? [] : [{ step, name: template.name, version: template.version }],
  )
  return { generator, model, modelDigest, serverVersion, seed, hint, templates, annotator, decidedAt }
}
