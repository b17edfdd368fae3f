import { AttributeRole, AttributeVerdict } from '#shared/attributes/verdict.ts'
import type { Annotator, DatasetId, StepId } from '#shared/contract/ids.ts'
import type { Reader, Writer } from './database.ts'

export function insertAttributeVerdict(
  writer: Writer,
  where: { step: StepId; dataset: DatasetId },
  verdict: AttributeVerdict,
): void {
  writer.run(
    `INSERT INTO attribute_verdict (step_id, dataset_id, kind, attribute, value, verdict)
     VALUES (:step, :dataset, :kind, :attribute, :value, :verdict)`,
    {
      ...where,
      kind: verdict.kind,
      attribute: verdict.name,
      value: verdict.kind === 'value' ? verdict.value : null,
      verdict: verdict.kind === 'role' ? verdict.role : verdict.into,
    },
  )
}

interface VerdictRow {
  kind: AttributeVerdict['kind']
  attribute: string
  value: string | null
  verdict: string
}

/** A verdict that was not taken back. */
export interface StandingVerdict {
  verdict: AttributeVerdict
  annotator: Annotator
  at: number
}

/** Oldest first. */
export function readStandingVerdicts(reader: Reader, dataset: DatasetId): StandingVerdict[] {
  return reader
    .all<VerdictRow & { annotator: string; created_at: number }>(
      `SELECT v.kind, v.attribute, v.value, v.verdict, s.annotator, s.created_at
       FROM attribute_verdict AS v
       JOIN step AS s ON s.id = v.step_id
       WHERE v.dataset_id = :dataset AND s.standing = 1
       ORDER BY v.id`,
      { dataset },
    )
    .map((row) => ({
      verdict: toVerdict(row),
      annotator: row.annotator as Annotator,
      at: row.created_at,
    }))
}

/** The annotator's newest step on attributes of the data set that still stands. */
export function findNewestAttributeStep(
  reader: Reader,
  annotator: Annotator,
  dataset: DatasetId,
): StepId | undefined {
  const row = reader.get<{ id: number }>(
    `SELECT s.id
     FROM step AS s
     WHERE s.annotator = :annotator
       AND EXISTS (SELECT 1 FROM attribute_verdict AS v WHERE v.step_id = s.id AND v.dataset_id = :dataset)
       AND s.standing = 1
     ORDER BY s.id DESC
     LIMIT 1`,
    { annotator, dataset },
  )
  return row && (row.id as StepId)
}

/** In the order in which they were given. */
export function readVerdictsOfStep(reader: Reader, step: StepId): AttributeVerdict[] {
  return reader
    .all<VerdictRow>(
      'SELECT kind, attribute, value, verdict FROM attribute_verdict WHERE step_id = :step ORDER BY id',
      { step },
    )
    .map(toVerdict)
}

function toVerdict({ kind, attribute: name, value, verdict }: VerdictRow): AttributeVerdict {
  switch (kind) {
    case 'role':
      return { kind, name, role: AttributeRole.parse(verdict) }
    case 'name':
      return { kind, name, into: verdict }
    case 'value':
      return AttributeVerdict.parse({ kind, name, value, into: verdict })
  }
}
