import type { Split } from '#shared/contract/catalogue.ts'
import type { Annotator, DatasetId, ItemId, JobId, ProposalId, StepId } from '#shared/contract/ids.ts'
import type { NegativeContent } from '#shared/contract/proposals.ts'
import { insertAudit } from '../audit-repository.ts'
import { finishDataset } from '../dataset-repository.ts'
import { insertInteraction, insertUser, SPLITS } from '../interaction-repository.ts'
import { insertJob, moveJob } from '../job-repository.ts'
import { insertProposal, type NewProposal } from '../proposal-repository.ts'
import { insertStep } from '../step-repository.ts'
import type { Workspace } from '../workspace.ts'
import { seedCatalogue } from './seed-catalogue.ts'

/** A small data set for tests, with nothing in it but what they ask for. */
export interface Seeded {
  dataset: DatasetId
  job: JobId
  items: ItemId[]
}

/** A data set of items `<name>-0`, `<name>-1`, … titled as given, each with a description. */
export function seedDataset(workspace: Workspace, name: string, titles: readonly string[]): Seeded {
  const { dataset, items } = seedCatalogue(
    workspace,
    name,
    titles.map((title) => ({ title, description: 'As it is.' })),
  )
  return { dataset, job: seedJob(workspace, dataset), items }
}

/** A further finished job, for a second proposal of the same item. */
export function seedJob({ database }: Workspace, dataset: DatasetId): JobId {
  const options = { concurrency: 1, seed: 1, generator: { name: 'rule-based' } } as const
  const job = insertJob(database, { dataset, options, createdAt: 0 }, [])
  moveJob(database, job, 'finish', { message: null, at: 0 })
  return job
}

export function seedProposal(
  { database }: Workspace,
  where: { dataset: DatasetId; job: JobId; item: ItemId },
  negative: Partial<NegativeContent> = {},
): ProposalId {
  return insertProposal(database, proposalOf(where, negative))
}

/** An audit that looks like the proposals of the job. */
export function seedAudit(
  { database }: Workspace,
  where: { dataset: DatasetId; job: JobId; item: ItemId },
  negative: Partial<NegativeContent> = {},
): ProposalId {
  const proposal = proposalOf(where, negative)
  const audit = insertAudit(database, { kind: 'unchanged-text', likeJob: where.job, proposal })
  if (audit === null) throw new Error('the item has an audit already')
  return audit
}

function proposalOf(
  where: { dataset: DatasetId; job: JobId; item: ItemId },
  negative: Partial<NegativeContent>,
): NewProposal {
  return {
    ...where,
    visualPositive: 'a red mug',
    negative: {
      text: negative.text ?? 'Blue mug',
      visual: negative.visual ?? 'a blue mug',
      attributes: negative.attributes ?? [
        { name: 'colour', from: 'red', to: 'blue', modality: 'both', reason: 'drives the choice' },
      ],
    },
    flags: [],
    qualityMetrics: {
      contrastText: 0.2,
      contrastImage: 0.3,
      balance: 0.6,
      cohesion: 1,
      outsideEdits: 0,
      falseNegativeRisk: 0.1,
    },
    provenance: {
      generator: 'rule-based',
      model: 'no model',
      modelDigest: null,
      serverVersion: null,
      seed: 1,
      options: {},
      hint: null,
      encoder: 'hashed-tfidf@1',
      milliseconds: 1,
      steps: [],
    },
    createdAt: 0,
  }
}

/** Interactions by position: `[user, item]` pairs of each split. Users are made as they come up. */
export function seedInteractions(
  { database }: Workspace,
  { dataset, items }: Seeded,
  pairs: Record<Split, readonly (readonly [user: number, item: number])[]>,
): void {
  database.transaction(() => {
    const users = 1 + Math.max(...SPLITS.flatMap((name) => pairs[name].map(([user]) => user)))
    const ids = Array.from({ length: users }, (_, position) =>
      insertUser(database, dataset, { position, externalId: `user-${position}` }),
    )
    for (const [split, name] of SPLITS.entries()) {
      for (const [userAt, itemAt] of pairs[name]) {
        const user = ids[userAt]
        const item = items[itemAt]
        if (user === undefined || item === undefined) throw new Error(`no item ${itemAt} was seeded`)
        insertInteraction(database, { user, item, rating: null, timestamp: null, split })
      }
    }
    const { train, validation, test } = pairs
    finishDataset(database, dataset, {
      items: items.length,
      users,
      interactions: train.length + validation.length + test.length,
      images: 0,
      train: train.length,
      validation: validation.length,
      test: test.length,
    })
  })
}

/** A step of one person that decides, for tests that put decisions into it. */
export function seedStep(
  { database }: Pick<Workspace, 'database'>,
  annotator: string,
  createdAt = 0,
): StepId {
  return insertStep(database, {
    annotator: annotator as Annotator,
    kind: 'decide',
    target: null,
    dataset: null,
    decisions: 1,
    dwell: null,
    createdAt,
  })
}
