import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPictureEncoder } from '#main/encoders/catalogue-pictures.ts'
import { createCatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { seedInteractions, seedJob, seedProposal } from '#main/store/testing/seed.ts'
import { seedCatalogue } from '#main/store/testing/seed-catalogue.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { ProposalId } from '#shared/contract/ids.ts'
import type { NegativeContent } from '#shared/contract/proposals.ts'
import { createProposalsService } from './proposals-service.ts'

let folder: string
let workspace: Workspace
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proposals-'))
  workspace = openWorkspace(folder)
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

const RED_TO_BLUE: NegativeContent = {
  text: 'Blue ceramic mug\n\nA mug of ceramic, glazed in blue.',
  visual: 'a blue mug',
  attributes: [{ name: 'colour', from: 'red', to: 'blue', modality: 'both', reason: '' }],
}

/** Three users have the red mug; two of these the blue one as well, and one the oak table. */
function shop(): { service: ReturnType<typeof createProposalsService>; proposal: ProposalId } {
  const seeded = seedCatalogue(workspace, 'shop', [
    { title: 'Red ceramic mug', description: 'A mug of ceramic, glazed in red.' },
    { title: 'Blue ceramic mug', description: 'A mug of ceramic, glazed in blue.' },
    { title: 'Oak table', description: 'Seats eight.' },
    { title: 'Brass lamp', description: 'Lights a desk.' },
  ])
  const job = seedJob(workspace, seeded.dataset)
  seedInteractions(
    workspace,
    { ...seeded, job },
    {
      train: [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
        [1, 2],
        [2, 0],
        [3, 3],
      ],
      validation: [],
      test: [[2, 1]],
    },
  )
  const [red] = seeded.items
  if (red === undefined) throw new Error('no item')
  const proposal = seedProposal(workspace, { dataset: seeded.dataset, job, item: red }, RED_TO_BLUE)
  const texts = createCatalogueEncoder(workspace)
  const service = createProposalsService({ workspace, texts, pictures: createPictureEncoder(workspace) })
  return { service, proposal }
}

describe('a lookalike', () => {
  it('is the chosen item that the negative comes closest to, with how many chose it in training', async () => {
    const { service, proposal } = shop()
    const found = await service.lookalike({ proposal })
    expect(found).toMatchObject({ title: 'Blue ceramic mug', users: 2, of: 3 })
    expect(found?.similarity).toBeCloseTo(1, 5)
  })

  it('is none of an item whose users chose nothing else', async () => {
    const { dataset, items } = seedCatalogue(workspace, 'alone', [
      { title: 'Red mug' },
      { title: 'Blue mug' },
    ])
    const job = seedJob(workspace, dataset)
    const [item] = items
    if (item === undefined) throw new Error('no item')
    const proposal = seedProposal(workspace, { dataset, job, item })
    expect(await shop().service.lookalike({ proposal })).toBeNull()
  })

  it('is asked for of a proposal that is there', async () => {
    await expect(shop().service.lookalike({ proposal: 999 as ProposalId })).rejects.toThrow(/does not exist/)
  })
})

describe('measuring other content', () => {
  it('finds less risk where the negative is less like what the users chose', async () => {
    const { service, proposal } = shop()
    const blue = await service.measure({ proposal, content: RED_TO_BLUE })
    const striped = await service.measure({
      proposal,
      content: {
        text: 'Striped ceramic mug\n\nA mug of ceramic, glazed in striped.',
        visual: 'a striped mug',
        attributes: [{ name: 'colour', from: 'red', to: 'striped', modality: 'both', reason: '' }],
      },
    })
    expect(blue.qualityMetrics.falseNegativeRisk).toBeCloseTo(1, 5)
    expect(blue.flags).toContain('false-negative-risk')
    expect(striped.qualityMetrics.falseNegativeRisk ?? 1).toBeLessThan(0.95)
    expect(striped.qualityMetrics.outsideEdits).toBe(0)
  })

  it('sees what changed beside the named attributes, and what was put back', async () => {
    const { service, proposal } = shop()
    const beside = await service.measure({
      proposal,
      content: { ...RED_TO_BLUE, text: 'Blue glass jug\n\nA jug of glass, painted in blue.' },
    })
    expect(beside.flags).toContain('changed-outside-masks')
    const back = await service.measure({
      proposal,
      content: {
        text: 'Red ceramic mug\n\nA mug of ceramic, glazed in red.',
        visual: 'a red mug',
        attributes: [],
      },
    })
    expect(back.qualityMetrics.contrastText).toBeCloseTo(0, 5)
    expect(back.flags).toContain('nearly-unchanged')
  })
})
