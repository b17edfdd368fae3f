import { setImmediate } from 'node:timers/promises'
import type { Annotator, DatasetId, ProposalId, SnapshotId } from '#shared/contract/ids.ts'
import type { ProposalState, QualityMetrics } from '#shared/contract/proposals.ts'
import type { GeneratorKind } from '#shared/generators/generator-options.ts'
import type { Reader } from './database.ts'

/** What is measured of a negative, who made it, and how it stands. */
export interface NegativeFigures extends QualityMetrics {
  proposal: ProposalId
  generator: GeneratorKind
  model: string
  state: ProposalState
  annotator: Annotator | null
}

const PAGE = 2000

/** Of all proposals of a data set, in pages, without keeping the engine to itself. */
export async function readNegativeFigures(reader: Reader, dataset: DatasetId): Promise<NegativeFigures[]> {
  const all: NegativeFigures[] = []
  for (let after = 0; ; ) {
    const page = reader.all<NegativeFigures>(
      `SELECT s.id AS proposal, s.generator, s.model, s.state, s.annotator,
         s.contrast_text AS contrastText, s.contrast_image AS contrastImage, s.balance, s.cohesion,
         h.value AS hardness, s.false_negative_risk AS falseNegativeRisk, s.outside_edits AS outsideEdits
       FROM genuine_proposal_state AS s
       LEFT JOIN hardness AS h ON h.proposal_id = s.id
       WHERE s.dataset_id = :dataset AND s.id > :after
       ORDER BY s.id LIMIT :limit`,
      { dataset, after, limit: PAGE },
    )
    all.push(...page)
    if (page.length < PAGE) return all
    after = page.at(-1)?.proposal ?? after
    await setImmediate()
  }
}

/** Which proposals stand in each snapshot of a data set. */
export function readSnapshotMembers(reader: Reader, dataset: DatasetId): Map<SnapshotId, Set<ProposalId>> {
  const rows = reader.all<{ snapshot: number; proposal: number }>(
    `SELECT n.snapshot_id AS snapshot, n.proposal_id AS proposal
     FROM snapshot AS f JOIN snapshot_negative AS n ON n.snapshot_id = f.id
     WHERE f.dataset_id = :dataset AND n.proposal_id IS NOT NULL`,
    { dataset },
  )
  const members = new Map<SnapshotId, Set<ProposalId>>()
  for (const { snapshot, proposal } of rows) {
    const own = members.get(snapshot as SnapshotId) ?? new Set()
    own.add(proposal as ProposalId)
    members.set(snapshot as SnapshotId, own)
  }
  return members
}
