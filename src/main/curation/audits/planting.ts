import {
  countGenuineProposals,
  insertAudit,
  pickForAudit,
  readAnotherItem,
} from '#main/store/audit-repository.ts'
import {
  readProposalContent,
  readProposalOrigin,
  readProposalSummary,
  readProvenance,
} from '#main/store/proposal-repository.ts'
import { readSettings } from '#main/store/settings-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { JobId, ProposalId } from '#shared/contract/ids.ts'
import type { ProposalSummary } from '#shared/contract/proposals.ts'
import { itemText } from '#shared/item-text.ts'
import { AUDIT_KINDS } from './registry.ts'

/** Plants an audit behind a proposal of a job, or does not; answers the one that it planted. */
export type Plant = (job: JobId, proposal: ProposalId) => ProposalId | null

/**
 * Plants a share of negatives that are known to be bad. Each comes right behind a new proposal by chance, so that its id, its time and
 * its place among the oldest are like those of its neighbours, and takes the rest from other proposals of the same job: item, generator,
 * model and provenance from one, metrics and flags from another. Measured ones would be unlike those of any proposal, since what generators
 * make keeps to the rules, and one look at a flag would find every audit.
 *
 * @param random 0 up to 1
 */
export function createPlanting(workspace: Workspace, random: () => number = Math.random): Plant {
  const { database } = workspace

  return (job, proposal) => {
    const { auditShare } = readSettings(database)
    // Of all that is in the queue, audits included.
    if (auditShare === 0 || random() >= auditShare / (1 - auditShare)) return null
    const dataset = readProposalOrigin(database, proposal)?.dataset
    if (dataset === undefined || countGenuineProposals(database, dataset) < 1 / auditShare) return null
    const model = pickForAudit(database, { job, not: proposal }, random())
    return model === undefined ? null : plantLike(job, model)
  }

  function plantLike(job: JobId, model: ProposalId): ProposalId | null {
    const summary = readProposalSummary(database, model)
    const content = readProposalContent(database, model)
    const provenance = readProvenance(database, model)
    if (summary === undefined || content === undefined || provenance === undefined) return null
    const other = readAnotherItem(database, summary.item)
    const possible = AUDIT_KINDS.flatMap((kind) => {
      const negative = kind.make({
        positive: { text: itemText(content), visual: content.visualPositive },
        proposed: content.proposed,
        otherText: other === undefined ? null : itemText(other),
      })
      return negative === null ? [] : [{ kind, negative }]
    })
    const chosen = possible[Math.floor(random() * possible.length)]
    if (chosen === undefined) return null
    const { flags, qualityMetrics } = measuredLike(job, summary)
    return insertAudit(database, {
      kind: chosen.kind.name,
      likeJob: job,
      proposal: {
        dataset: summary.dataset,
        item: summary.item,
        visualPositive: content.visualPositive,
        negative: chosen.negative,
        flags,
        qualityMetrics,
        provenance,
        createdAt: Date.now(),
      },
    })
  }

  function measuredLike(job: JobId, summary: ProposalSummary): ProposalSummary {
    const other = pickForAudit(database, { job, not: summary.id }, random())
    const found = other && readProposalSummary(database, other)
    return found !== undefined && knowsAsMuch(found, summary) ? found : summary
  }
}

/** Whether the same metrics are known of both: those of a picture are not where an item has none. */
function knowsAsMuch({ qualityMetrics: one }: ProposalSummary, { qualityMetrics: other }: ProposalSummary) {
  return (
    (one.contrastText === null) === (other.contrastText === null) &&
    (one.contrastImage === null) === (other.contrastImage === null)
  )
}
