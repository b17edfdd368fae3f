import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPictureEncoder } from '#main/encoders/catalogue-pictures.ts'
import { createCatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { createGenerators } from '#main/generators/generators.ts'
import { Canary } from '#main/model-servers/canary.ts'
import { createJobsService } from '#main/proposals/jobs-service.ts'
import { JobQueue } from '#main/proposals/queue/job-queue.ts'
import { fakeGenerator, generation } from '#main/proposals/queue/testing/fake-generator.ts'
import { acceptedText } from '#main/proposals/templates/examples.ts'
import { seedTemplates } from '#main/proposals/templates/seed-templates.ts'
import { insertDecision } from '#main/store/decision-repository.ts'
import { readPositive } from '#main/store/item-repository.ts'
import { readProvenance } from '#main/store/proposal-repository.ts'
import { settleProposal } from '#main/store/standing-repository.ts'
import { seedJob, seedProposal, seedStep } from '#main/store/testing/seed.ts'
import { seedCatalogue } from '#main/store/testing/seed-catalogue.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { DatasetId, ItemId, ProposalId } from '#shared/contract/ids.ts'
import type { NegativeContent } from '#shared/contract/proposals.ts'
import type { Verdict } from '#shared/contract/review.ts'
import { chooseExamples } from './choose-examples.ts'

let folder: string
let workspace: Workspace
let dataset: DatasetId
let items: ItemId[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'examples-'))
  workspace = openWorkspace(folder)
  openShop('shop')
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

/** Another data set of the same items. */
function openShop(name: string): void {
  const titles = ['red clay mug', 'red clay cup', 'red steel mug', 'oak table']
  const shop = seedCatalogue(
    workspace,
    name,
    titles.map((title) => ({ title })),
  )
  dataset = shop.dataset
  items = shop.items
}

const EDITED: NegativeContent = {
  text: 'green clay cup',
  visual: '',
  attributes: [{ name: 'colour', from: 'red', to: 'green', modality: 'text', reason: '' }],
}

/** A proposal of the item at a place, with what was decided on it and when. */
function decided(place: number, verdict: Verdict | null, at = 0): ProposalId {
  const { database } = workspace
  const item = items[place]
  if (item === undefined) throw new Error(`no item ${place}`)
  const proposal = seedProposal(workspace, { dataset, job: seedJob(workspace, dataset), item })
  if (verdict !== null) {
    const step = seedStep(workspace, 'Ada', at)
    if (verdict === 'edit') insertDecision(database, step, { proposal, verdict, content: EDITED })
    else insertDecision(database, step, { proposal, verdict })
    settleProposal(database, proposal)
  }
  return proposal
}

async function chosen(count: number, { of = 0, before = 10 } = {}) {
  const texts = await createCatalogueEncoder(workspace)(dataset)
  const item = readPositive(workspace.database, items[of] ?? (0 as ItemId))
  if (item === undefined) throw new Error('no item')
  return chooseExamples(workspace.database, item, texts, { count, before })
}

describe('examples from accepted and edited negatives', () => {
  it('are those of the most similar items, as they stand', async () => {
    const steel = decided(2, 'accept')
    const cup = decided(1, 'edit')
    const table = decided(3, 'accept')
    expect((await chosen(2)).map(({ proposal }) => proposal)).toEqual([cup, steel])
    expect((await chosen(1))[0]).toEqual({
      proposal: cup,
      text: 'red clay cup',
      visual: 'a red mug',
      attributes: [{ name: 'colour', words: 'red', why: '', value: 'green' }],
    })
    expect((await chosen(8)).map(({ proposal }) => proposal)).toEqual([cup, steel, table])
    expect(await chosen(0)).toEqual([])
  })

  it('are never of the item itself, rejected, undecided, skipped or decided on later', async () => {
    decided(0, 'accept')
    decided(1, 'reject')
    decided(1, null)
    decided(2, 'skip')
    decided(2, 'accept', 11)
    expect(await chosen(8)).toEqual([])
  })

  it('are at most one of an item, the newest', async () => {
    decided(1, 'accept')
    const newer = decided(1, 'accept')
    expect((await chosen(8)).map(({ proposal }) => proposal)).toEqual([newer])
  })

  it('are few enough and let through, whatever was decided', async () => {
    const verdict = fc.constantFrom<Verdict | null>('accept', 'reject', 'skip', 'edit', null)
    const decisions = fc.array(fc.tuple(fc.nat(3), verdict, fc.nat(20)), { maxLength: 12 })
    let shops = 0
    await fc.assert(
      fc.asyncProperty(decisions, fc.nat(4), fc.nat(3), async (all, count, of) => {
        openShop(`shop ${++shops}`)
        const made = all.map(([place, given, at]) => ({ id: decided(place, given, at), place, given, at }))
        const found = (await chosen(count, { of })).map(({ proposal }) =>
          made.find(({ id }) => id === proposal),
        )
        const open = made.filter(
          ({ place, given, at }) => place !== of && at <= 10 && (given === 'accept' || given === 'edit'),
        )
        expect(found).toHaveLength(Math.min(count, new Set(open.map(({ place }) => place)).size))
        for (const one of found) expect(open).toContain(one)
        expect(new Set(found.map((one) => one?.place)).size).toBe(found.length)
      }),
      { numRuns: 30 },
    )
  })
})

it('a job asks with them, and its proposals name them', async () => {
  const cup = decided(1, 'edit')
  const asked: unknown[] = []
  const queue = new JobQueue({
    workspace,
    publish: () => undefined,
    onFinished: () => undefined,
    instance: 'this one',
    catalogue: createCatalogueEncoder(workspace),
    pictures: createPictureEncoder(workspace),
    createGenerator: () =>
      fakeGenerator(async (item, { examples = [] }) => {
        asked.push(examples.map(({ proposal }) => proposal))
        return generation(item)
      }),
    onBug: (error) => asked.push(error),
  })
  queue.start()
  const { freeze } = createGenerators({ workspace, canary: new Canary() })
  seedTemplates(workspace.database)
  const jobs = createJobsService({ workspace, queue, freezeGenerator: freeze })
  const settings = { model: 'any', examples: 2 }
  const { id } = jobs.propose({ dataset, generator: 'ollama', settings, items: items.slice(0, 1) })
  await vi.waitFor(() => expect(jobs.get({ job: id })).toMatchObject({ state: 'finished', done: 1 }))
  await queue.close()
  expect(asked).toEqual([[cup]])
  expect(readProvenance(workspace.database, (cup + 1) as ProposalId)).toMatchObject({
    examples: [cup],
    options: { generator: { examples: 2 } },
  })
})

describe('a prompt', () => {
  it('shows what a model would be given and would answer, a line each', async () => {
    decided(1, 'edit')
    const [example] = await chosen(1)
    if (example === undefined) throw new Error('no example')
    expect(acceptedText('values', [example, example], true)).toBe(
      Array(2).fill('For [{"name":"colour","value":"red"}]: {"values":{"colour":"green"}}').join('\n'),
    )
    expect(acceptedText('attributes', [example], false)).toContain('From the text "red clay cup": ')
    const seen = {
      ...example,
      attributes: [{ name: 'shape', words: 'a red mug', why: '', value: 'a red cup' }],
    }
    expect(acceptedText('attributes', [seen], false)).toBe('')
    expect(acceptedText('attributes', [seen], true)).toContain('the visual description "a red mug"')
  })
})
