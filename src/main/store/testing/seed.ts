import type { DatasetId, ItemId, JobId, ProposalId } from '#shared/contract/ids.ts'
import type { NegativeContent } from '#shared/contract/proposals.ts'
import { insertProposal } from '../proposal-repository.ts'
import type { Workspace } from '../workspace.ts'

/** A small data set for tests, with nothing in it but what they ask for. */
export interface Seeded {
  dataset: DatasetId
  job: JobId
  items: ItemId[]
}

const COUNTS = { items: 0, users: 0, interactions: 0, images: 0, train: 0, validation: 0, test: 0 }

/** A data set of items `<name>-0`, `<name>-1`, … titled as given, each with a description. */
export function seedDataset(workspace: Workspace, name: string, titles: readonly string[]): Seeded {
  const { database } = workspace
  return database.transaction(() => {
    const dataset = database.run(
      `INSERT INTO dataset (name, state, synthetic, created_at, options, counts)
       VALUES (:name, 'ready', 0, 0, '{}', :counts)`,
      { name, counts: JSON.stringify({ ...COUNTS, items: titles.length }) },
    ).lastId as DatasetId
    const items = titles.map(
      (title, position) =>
        database.run(
          `INSERT INTO item (dataset_id, position, external_id, title, description, attributes)
           VALUES (:dataset, :position, :external, :title, 'As it is.', '[]')`,
          { dataset, position, external: `${name}-${position}`, title },
        ).lastId as ItemId,
    )
    return { dataset, job: seedJob(workspace, dataset), items }
  })
}

/** A further job, for a second proposal of the same item. */
export function seedJob({ database }: Workspace, dataset: DatasetId): JobId {
  return database.run(
    `INSERT INTO job (dataset_id, state, options, created_at)
     VALUES (:dataset, 'done', '{"generator":"contrast","concurrency":1,"seed":1}', 0)`,
    { dataset },
  ).lastId as JobId
}

export function seedProposal(
  { database }: Workspace,
  where: { dataset: DatasetId; job: JobId; item: ItemId },
  negative: Partial<NegativeContent> = {},
): ProposalId {
  return insertProposal(database, {
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
      generator: 'contrast',
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
  })
}

const SPLITS = { train: 0, validation: 1, test: 2 } as const

/** Interactions by position: `[user, item]` pairs of each split. Users are made as they come up. */
export function seedInteractions(
  { database }: Workspace,
  { dataset, items }: Seeded,
  pairs: Record<keyof typeof SPLITS, readonly (readonly [user: number, item: number])[]>,
): void {
  database.transaction(() => {
    const splits = Object.entries(SPLITS) as [keyof typeof SPLITS, number][]
    const users = 1 + Math.max(...splits.flatMap(([name]) => pairs[name].map(([user]) => user)))
    const ids = Array.from(
      { length: users },
      (_, position) =>
        database.run(
          'INSERT INTO user (dataset_id, position, external_id) VALUES (:dataset, :position, :external)',
          { dataset, position, external: `user-${position}` },
        ).lastId,
    )
    for (const [name, split] of splits) {
      for (const [user, item] of pairs[name]) {
        database.run('INSERT INTO interaction (user_id, item_id, split) VALUES (:user, :item, :split)', {
          user: ids[user] ?? null,
          item: items[item] ?? null,
          split,
        })
      }
    }
  })
}
