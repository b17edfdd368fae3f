import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { type Seeded, seedAudit, seedDataset, seedProposal } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import { Annotator, DatasetId, type ProposalId } from '#shared/contract/ids.ts'
import type { DecisionInput } from '#shared/contract/review.ts'
import type { ReviewService } from '../review-service.ts'
import { createTestReview } from '../testing/test-review.ts'
import { createCuratorsService } from './curators-service.ts'

const ada = Annotator.parse('Ada')
const ben = Annotator.parse('Ben')
const ITEMS = 24
const AUDITS = 4
const CONTENT = { text: 'Green mug', visual: 'a green mug', attributes: [] }

let workspace: Workspace
let seeded: Seeded
let review: ReviewService
let curators: ReturnType<typeof createCuratorsService>
let proposals: ProposalId[]
let audits: ProposalId[]

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'curators-'))
  workspace = openWorkspace(folder)
  onTestFinished(() => {
    workspace.database.close()
    rmSync(folder, { recursive: true })
  })
  seeded = seedDataset(
    workspace,
    'mugs',
    Array.from({ length: ITEMS }, (_, at) => `Red mug ${at}`),
  )
  proposals = seeded.items.map((item) => seedProposal(workspace, { ...seeded, item }))
  audits = seeded.items.slice(0, AUDITS).map((item) => seedAudit(workspace, { ...seeded, item }))
  review = createTestReview(workspace)
  curators = createCuratorsService({ workspace })
})

function decide(annotator: Annotator, proposal: ProposalId | undefined, verdict: string, dwell = 1000): void {
  if (proposal === undefined) throw new Error('too few proposals')
  const decision = (
    verdict === 'edit' ? { verdict, proposal, content: CONTENT } : { verdict, proposal }
  ) as DecisionInput
  review.decide({ annotator, decisions: [decision], dwell })
}

const figuresOf = async (who: Annotator) =>
  (await curators.figures({ dataset: seeded.dataset })).find(({ annotator }) => annotator === who)

describe('figures of curators', () => {
  it('tell decisions on proposals from catches of audits', async () => {
    for (const [at, verdict] of ['accept', 'accept', 'edit', 'reject', 'skip'].entries()) {
      decide(ada, proposals[at], verdict)
    }
    for (const [at, verdict] of ['reject', 'edit', 'accept', 'skip'].entries())
      decide(ada, audits[at], verdict)
    decide(ben, proposals[5], 'reject')
    const found = await figuresOf(ada)
    expect(found).toMatchObject({ decisions: 5, acceptanceRate: 0.75, othersAcceptanceRate: 0 })
    expect(found?.editRate).toBeCloseTo(1 / 3, 10)
    expect(found?.audits).toMatchObject({ caught: 2, missed: 1 })
    expect(found?.audits?.interval?.low).toBeLessThan(2 / 3)
    expect((await figuresOf(ben))?.audits).toEqual({ caught: 0, missed: 0, rate: null, interval: null })
  })

  it('count what stands: an undone decision is none', async () => {
    decide(ada, audits[0], 'accept')
    decide(ada, proposals[0], 'accept')
    expect((await figuresOf(ada))?.audits).toMatchObject({ caught: 0, missed: 1 })
    review.undo({ annotator: ada })
    review.undo({ annotator: ada })
    expect(await curators.figures({ dataset: seeded.dataset })).toEqual([])
  })

  it('spread the times of items over bins that double', async () => {
    for (const [at, dwell] of [400, 600, 3000, 90_000].entries()) decide(ada, proposals[at], 'accept', dwell)
    const times = (await figuresOf(ada))?.itemTimes
    expect(times).toMatchObject({ known: 4, median: 1800 })
    expect(times?.bins.filter(({ count }) => count > 0).map(({ from, to }) => [from, to])).toEqual([
      [0, 0.5],
      [0.5, 1],
      [2, 4],
      [64, null],
    ])
  })

  it('are refused of a data set that is gone', async () => {
    await expect(curators.figures({ dataset: DatasetId.parse(77) })).rejects.toThrow(
      'does not exist any more',
    )
  })
})

describe('what a curator is told of themselves', () => {
  it('moves with every decision alike, so that nothing tells an audit from a proposal', async () => {
    decide(ada, proposals[0], 'accept')
    decide(ada, proposals[1], 'reject')
    const before = await curators.own({ dataset: seeded.dataset, annotator: ada })
    decide(ada, audits[0], 'accept')
    const withAudit = await curators.own({ dataset: seeded.dataset, annotator: ada })
    review.undo({ annotator: ada })
    decide(ada, proposals[2], 'accept')
    const withProposal = await curators.own({ dataset: seeded.dataset, annotator: ada })
    expect(before).toMatchObject({ decisions: 2, audits: null })
    expect(withAudit).toMatchObject({ decisions: 3, audits: null })
    const { itemTimes: _, hourlyRate: __, ...figures } = withProposal ?? {}
    expect(withAudit).toMatchObject(figures)
  })

  it('is nothing before the first decision', async () => {
    expect(await curators.own({ dataset: seeded.dataset, annotator: ada })).toBeNull()
  })
})

describe('the pace of reading', () => {
  const paceOf = () => curators.pace({ dataset: seeded.dataset, annotator: ada })

  it('is notable where half of the newest acceptances came before the changed words were read', () => {
    for (const proposal of proposals.slice(0, 5)) decide(ada, proposal, 'accept', 60_000)
    for (const proposal of proposals.slice(5, 9)) decide(ada, proposal, 'accept', 50)
    expect(paceOf()).toEqual({ accepted: 9, faster: 4, notable: false })
    decide(ada, proposals[9], 'accept', 50)
    expect(paceOf()).toEqual({ accepted: 10, faster: 5, notable: true })
  })

  it('forgets what was fast once there is enough that was not', () => {
    for (const proposal of proposals.slice(0, 12)) decide(ada, proposal, 'accept', 50)
    for (const proposal of proposals.slice(12)) decide(ada, proposal, 'accept', 60_000)
    expect(paceOf()).toEqual({ accepted: 20, faster: 8, notable: false })
  })

  it('says nothing of rejections', () => {
    for (const proposal of proposals) decide(ada, proposal, 'reject', 50)
    expect(paceOf()).toEqual({ accepted: 0, faster: 0, notable: false })
  })
})
