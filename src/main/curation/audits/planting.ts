import type { CataloguePictures } from '#main/encoders/catalogue-pictures.ts'
import type { CatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { mergeFlags } from '#main/proposals/quality/flags.ts'
import { remeasure } from '#main/proposals/quality/remeasure.ts'
import {
  countGenuineProposals,
  insertAudit,
  pickForAudit,
  readAnotherItem,
} from '#main/store/audit-repository.ts'
import { readProposalContent, readProposalSummary, readProvenance } from '#main/store/proposal-repository.ts'
import { readSettings } from '#main/store/settings-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { JobId, ProposalId } from '#shared/contract/ids.ts'
import type { Flag, NegativeContent } from '#shared/contract/proposals.ts'
import { itemText } from '#shared/item-text.ts'
import type { AuditKind, AuditMaterial } from './audit-kind.ts'
import { AUDIT_KINDS } from './registry.ts'

export interface PlantingDependencies {
  workspace: Workspace
  texts: CatalogueEncoder
  pictures: CataloguePictures
  /** 0 up to 1; by which audits are planted, and of what. */
  random?: () => number
}

/** Plants an audit behind a proposal of a job, or does not; answers the one that it planted. */
export type Plant = (job: JobId, proposal: ProposalId) => Promise<ProposalId | null>

/** Flags that a generator raises on its own answers; no measurement finds them. */
const OF_THE_GENERATOR: readonly Flag[] = ['repaired', 'ambiguous']

/**
 * Plants a share of negatives that are known to be bad. Each comes right behind a new proposal by chance, so that its id, its time and
 * its place in every order are like those of its neighbours, and takes the rest from another proposal of the same job: item, generator,
 * model and provenance. Metrics and flags are measured, as those of an edit are.
 *
 * @returns a function that throws as the encoder does that cannot be used
 */
export function createPlanting(dependencies: PlantingDependencies): Plant {
  const { workspace, random = Math.random } = dependencies
  const { database } = workspace

  return async (job, proposal) => {
    const { auditShare } = readSettings(database)
    // Of all that is in the queue, audits included.
    if (auditShare === 0 || random() >= auditShare / (1 - auditShare)) return null
    const dataset = readProposalSummary(database, proposal)?.dataset
    if (dataset === undefined || countGenuineProposals(database, dataset) < 1 / auditShare) return null
    const model = pickForAudit(database, { job, not: proposal }, random())
    if (model === undefined) return null
    const audit = chooseAudit(model)
    return audit === null ? null : plant(job, model, audit)
  }

  function chooseAudit(model: ProposalId): { kind: AuditKind; negative: NegativeContent } | null {
    const material = materialOf(model)
    if (material === null) return null
    const possible = AUDIT_KINDS.flatMap((kind) => {
      const negative = kind.make(material)
      return negative === null ? [] : [{ kind, negative }]
    })
    return possible[Math.floor(random() * possible.length)] ?? null
  }

  function materialOf(model: ProposalId): AuditMaterial | null {
    const content = readProposalContent(database, model)
    const summary = readProposalSummary(database, model)
    if (content === undefined || summary === undefined) return null
    const other = readAnotherItem(database, summary.item)
    return {
      positive: { text: itemText(content), visual: content.visualPositive },
      proposed: content.proposed,
      otherText: other === undefined ? null : itemText(other),
    }
  }

  async function plant(
    job: JobId,
    model: ProposalId,
    { kind, negative }: { kind: AuditKind; negative: NegativeContent },
  ): Promise<ProposalId | null> {
    const measured = await remeasure(dependencies, model, negative)
    const summary = readProposalSummary(database, model)
    const content = readProposalContent(database, model)
    const provenance = readProvenance(database, model)
    if (summary === undefined || content === undefined || provenance === undefined) return null
    const kept = summary.flags.filter((flag) => OF_THE_GENERATOR.includes(flag))
    return insertAudit(database, {
      kind: kind.name,
      likeJob: job,
      proposal: {
        dataset: summary.dataset,
        item: summary.item,
        visualPositive: content.visualPositive,
        negative,
        flags: mergeFlags(measured.flags, kept),
        qualityMetrics: measured.qualityMetrics,
        provenance,
        createdAt: Date.now(),
      },
    })
  }
}
