import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { type Seeded, seedDataset, seedProposal } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { Annotator, ProposalId } from '#shared/contract/ids.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { encodeNpy } from '#shared/files/npy.ts'
import { createTestReview } from '../testing/test-review.ts'
import { ItemDoubts } from './item-doubts.ts'

const annotator = 'Ada' as Annotator
let folder: string
let workspace: Workspace
let seeded: Seeded
let proposals: ProposalId[]
let events: StudioEvent[]
let doubts: ItemDoubts

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doubts-'))
  workspace = openWorkspace(join(folder, 'workspace'))
  seeded = seedDataset(workspace, 'mugs', ['Red mug', 'Tall mug', 'Old mug'])
  const attributes = [{ name: 'color', from: 'red', to: 'blue', modality: 'text' as const, reason: '' }]
  proposals = seeded.items.map((item) => seedProposal(workspace, { ...seeded, item }, { attributes }))
  events = []
  doubts = open()
})
afterEach(async () => {
  await doubts.close()
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

/** With a trainer that answers what `answer` said last, and keeps what it was asked. */
function open(): ItemDoubts {
  const trainerEntry = join(folder, 'trainer.mjs')
  writeFileSync(
    trainerEntry,
    `import { appendFileSync, copyFileSync, readFileSync } from 'node:fs'
    import { join } from 'node:path'
    const [, , task, asked] = process.argv
    if (task !== '--doubt') process.exit(1)
    appendFileSync(${JSON.stringify(join(folder, 'asked'))}, readFileSync(join(asked, 'attribute_labels.json')) + '\\n')
    copyFileSync(${JSON.stringify(join(folder, 'answer.npy'))}, join(asked, 'doubt.npy'))`,
  )
  return new ItemDoubts({
    workspace,
    texts: createCatalogueEncoder(workspace),
    trainerEntry,
    publish: (event) => void events.push(event),
    onBug: (error) => {
      throw error
    },
    pause: 1,
  })
}

function answer(...values: number[]): void {
  writeFileSync(join(folder, 'answer.npy'), encodeNpy(Float32Array.from(values), [values.length, 1]))
}

const asked = () => readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n')

function review() {
  return createTestReview(workspace, {
    doubts,
    publish: (event) => {
      if (event.topic === 'decisions') doubts.changed(event.dataset)
    },
  })
}

const queue = (wait: boolean) =>
  review().queue({ filter: { dataset: seeded.dataset }, sort: 'least-certain', wait })

describe('the order of least certainty', () => {
  it('is oldest first while nothing is curated', async () => {
    expect((await queue(true)).proposals).toEqual(proposals)
  })

  it('puts first what the reader is least sure of, once somebody waits for it', async () => {
    const [first = 0 as ProposalId] = proposals
    review().decide({ annotator, decisions: [{ verdict: 'accept', proposal: first }] })
    answer(0.1, 0.3, 0.9)
    expect((await queue(true)).proposals).toEqual(proposals.toReversed())
    expect(asked()).toHaveLength(1)
    expect(JSON.parse(asked()[0] ?? '')).toMatchObject({
      attributes: [{ name: 'color' }],
      negatives: [[{ attribute: 0, from: 'red', to: 'blue' }]],
    })
    expect((await queue(true)).proposals).toEqual(proposals.toReversed())
    expect(asked()).toHaveLength(1)
  })

  it('follows decisions in the background, and says when', async () => {
    const [first = 0 as ProposalId, second = 0 as ProposalId] = proposals
    review().decide({ annotator, decisions: [{ verdict: 'accept', proposal: first }] })
    answer(0.1, 0.3, 0.9)
    expect((await queue(false)).proposals).toEqual(proposals)
    await expect.poll(() => events).toEqual([{ topic: 'review-order', dataset: seeded.dataset }])
    expect((await queue(false)).proposals).toEqual(proposals.toReversed())
    answer(0.9, 0.3, 0.1)
    review().decide({ annotator, decisions: [{ verdict: 'accept', proposal: second }] })
    await expect.poll(() => events).toHaveLength(2)
    expect((await queue(false)).proposals).toEqual(proposals)
    expect(JSON.parse(asked()[1] ?? '').negatives).toHaveLength(2)
  })

  it('is not computed for what nobody asked, and forgotten with its data set', async () => {
    const [first = 0 as ProposalId] = proposals
    answer(0.1, 0.3, 0.9)
    review().decide({ annotator, decisions: [{ verdict: 'accept', proposal: first }] })
    doubts.forget(seeded.dataset)
    expect(doubts.known(seeded.dataset)).toBeNull()
    await expect.poll(() => events).toHaveLength(1)
  })

  it('says what the trainer said where that fails', async () => {
    const [first = 0 as ProposalId] = proposals
    review().decide({ annotator, decisions: [{ verdict: 'accept', proposal: first }] })
    await expect(queue(true)).rejects.toThrow('the trainer ended with exit code 1')
  })
})
