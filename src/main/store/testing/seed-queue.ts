import type { DatasetId, JobId } from '#shared/contract/ids.ts'
import type { Flag } from '#shared/contract/proposals.ts'
import { finishDataset, insertUnfinishedDataset } from '../dataset-repository.ts'
import { insertItem } from '../item-repository.ts'
import { insertProposal } from '../proposal-repository.ts'
import type { Workspace } from '../workspace.ts'
import { seedJob } from './seed.ts'

const AT_ONCE = 5000
const KINDS = ['mug', 'lamp', 'chair', 'coat', 'clock']
const COLOURS = ['red', 'blue', 'green', 'black', 'white']

/** A data set with so many items and a pending proposal for each, with metrics, flags and categories that differ. */
export function seedQueue(
  workspace: Workspace,
  name: string,
  size: number,
): { dataset: DatasetId; job: JobId } {
  const { database } = workspace
  const dataset = insertUnfinishedDataset(database, { name, synthetic: false, options: {}, createdAt: 0 })
  const job = seedJob(workspace, dataset)
  for (let from = 0; from < size; from += AT_ONCE) {
    database.transaction(() => {
      for (let position = from; position < Math.min(size, from + AT_ONCE); position += 1) {
        seedOne(workspace, dataset, job, position)
      }
    })
  }
  const none = { users: 0, interactions: 0, images: 0, train: 0, validation: 0, test: 0 }
  finishDataset(database, dataset, { items: size, ...none })
  return { dataset, job }
}

function seedOne({ database }: Workspace, dataset: DatasetId, job: JobId, position: number): void {
  const kind = KINDS[position % KINDS.length] ?? 'thing'
  const colour = COLOURS[(position >> 3) % COLOURS.length] ?? 'grey'
  const item = insertItem(database, dataset, {
    position,
    externalId: `item-${position}`,
    title: `${colour} ${kind} ${position}`,
    description: `A ${colour} ${kind} of series s${position % 9973}, made to be looked at.`,
    category: `${kind}s`,
    attributes: [{ name: 'colour', values: [colour] }],
    image: null,
    interactions: 0,
  })
  const flags: Flag[] = position % 10 === 0 ? ['unbalanced'] : position % 997 === 0 ? ['repaired'] : []
  // Spread evenly, in no order that has to do with age.
  const share = (factor: number) => ((position * factor) % 1009) / 1009
  insertProposal(database, {
    dataset,
    item,
    job,
    visualPositive: `a ${colour} ${kind}`,
    negative: {
      text: `purple ${kind} ${position}\n\nA purple ${kind} of series s${position % 9973}, made to be looked at.`,
      visual: `a purple ${kind}`,
      attributes: [
        { name: 'colour', from: colour, to: 'purple', modality: 'both', reason: 'It drives the choice' },
      ],
    },
    flags,
    qualityMetrics: {
      contrastText: share(31),
      contrastImage: null,
      balance: share(57),
      cohesion: 1,
      outsideEdits: 0,
      falseNegativeRisk: share(83),
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
    createdAt: position,
  })
}
