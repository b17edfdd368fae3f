import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { saveSettings } from '#main/store/settings-repository.ts'
import { removeAllDatasets } from '#main/store/testing/inspect.ts'
import { type Seeded, seedDataset, seedProposal } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { Annotator, ProposalId } from '#shared/contract/ids.ts'
import type { NegativeContent, ProposalState } from '#shared/contract/proposals.ts'
import { ReviewCard } from '#shared/contract/review.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import type { ReviewService } from './review-service.ts'
import { createTestReview } from './testing/test-review.ts'

const ada = 'Ada' as Annotator
const ben = 'Ben' as Annotator
const edited: NegativeContent = { text: 'Green mug', visual: 'a green mug', attributes: [] }

let folder: string
let workspace: Workspace
let review: ReviewService
let seeded: Seeded
let proposals: [ProposalId, ProposalId, ProposalId]
let events: StudioEvent[]

function open(): void {
  workspace = openWorkspace(folder)
  review = createTestReview(workspace, { publish: (event) => events.push(event) })
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'review-'))
  events = []
  open()
  seeded = seedDataset(workspace, 'mugs', ['Red mug', 'Tall mug', 'Old mug'])
  const [a, b, c] = seeded.items.map((item) => seedProposal(workspace, { ...seeded, item }))
  if (a === undefined || b === undefined || c === undefined) throw new Error('three items were seeded')
  proposals = [a, b, c]
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

const state = (proposal: ProposalId): ProposalState => review.card({ proposal }).state
const accept = (proposal: ProposalId) => ({ verdict: 'accept', proposal }) as const
const missing = 999_999 as ProposalId

describe('decide', () => {
  it('keeps why something was rejected, in the words of that time', () => {
    const [a, b] = proposals
    const [reason = ''] = review.reasons()
    const decisions = [
      { verdict: 'reject', proposal: a, reason },
      { verdict: 'reject', proposal: b },
    ] as const
    review.decide({ annotator: ada, decisions: [...decisions] })
    saveSettings(workspace.database, { rejectionReasons: ['Too loud'] })
    expect(review.reasons()).toEqual(['Too loud'])
    expect(review.card({ proposal: a }).history).toMatchObject([{ verdict: 'reject', reason }])
    expect(review.card({ proposal: b }).history).toMatchObject([{ verdict: 'reject', reason: null }])
  })

  it('moves the window’s lease to the next one with one piece of news', () => {
    const [a, b] = proposals
    review.lease({ proposal: a, annotator: ada, window: 'first', takeOver: false })
    events.length = 0
    const answer = review.decide({
      annotator: ada,
      decisions: [accept(a)],
      window: 'first',
      next: { proposals: [b] },
    })
    expect(answer).toMatchObject({ next: { proposal: b, window: 'first' } })
    expect(events).toMatchObject([
      { topic: 'decisions' },
      { topic: 'leases', leases: [{ proposal: b, window: 'first' }] },
    ])
  })

  it('is one step over all its proposals, and announces them', () => {
    const [a, b, c] = proposals
    const answer = review.decide({
      annotator: ada,
      decisions: [
        accept(a),
        { verdict: 'edit', proposal: b, content: edited },
        { verdict: 'skip', proposal: c },
      ],
    })
    expect(answer).toMatchObject({ outcome: 'decided', decided: 3, next: null })
    expect(proposals.map(state)).toEqual(['accepted', 'edited', 'skipped'])
    expect(events).toEqual([
      {
        topic: 'decisions',
        dataset: seeded.dataset,
        annotator: ada,
        changes: [
          { proposal: a, state: 'accepted', annotator: ada },
          { proposal: b, state: 'edited', annotator: ada },
          { proposal: c, state: 'skipped', annotator: ada },
        ],
        all: true,
        counts: { pending: 0, accepted: 1, edited: 1, rejected: 0, skipped: 1 },
      },
    ])
  })

  it('writes nothing when one of the proposals is gone', () => {
    const [a] = proposals
    expect(() => review.decide({ annotator: ada, decisions: [accept(a), accept(missing)] })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND', message: expect.stringContaining('nothing was decided') }),
    )
    expect(state(a)).toBe('pending')
    expect(review.undo({ annotator: ada })).toEqual({ undone: null })
    expect(events).toEqual([])
  })

  it('refuses to decide one proposal twice in a step', () => {
    const [a] = proposals
    expect(() => review.decide({ annotator: ada, decisions: [accept(a), accept(a)] })).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT' }),
    )
    expect(state(a)).toBe('pending')
  })

  it('ends the draft of the annotator who decided, and no other', () => {
    const [a] = proposals
    review.saveDraft({ proposal: a, annotator: ada, content: edited })
    review.saveDraft({ proposal: a, annotator: ben, content: edited })
    review.decide({ annotator: ada, decisions: [accept(a)] })
    expect(review.card({ proposal: a, annotator: ada }).draft).toBeNull()
    expect(review.card({ proposal: a, annotator: ben }).draft).toEqual(edited)
  })
})

describe('undo', () => {
  it('takes back the newest step of that person alone, across a restart', () => {
    const [a, b] = proposals
    review.decide({ annotator: ada, decisions: [{ verdict: 'reject', proposal: a }] })
    review.decide({ annotator: ben, decisions: [accept(b)] })
    workspace.database.close()
    open()
    const { undone } = review.undo({ annotator: ada })
    expect(undone).toMatchObject({ proposals: [a], description: 'reject of Red mug' })
    expect(proposals.map(state)).toEqual(['pending', 'accepted', 'pending'])
    expect(review.undo({ annotator: ada }).undone).toBeNull()
  })

  it('brings back what stood before', () => {
    const [a] = proposals
    review.decide({ annotator: ben, decisions: [accept(a)] })
    const on = review.card({ proposal: a }).standing?.step
    review.decide({ annotator: ada, decisions: [{ verdict: 'edit', proposal: a, content: edited, on }] })
    expect(review.card({ proposal: a })).toMatchObject({ state: 'edited', annotator: 'Ada', current: edited })
    review.undo({ annotator: ada })
    expect(review.card({ proposal: a })).toMatchObject({
      state: 'accepted',
      annotator: 'Ben',
      current: { text: 'Blue mug' },
    })
  })

  it('gives an edit back as a draft, unless there is a newer one', () => {
    const [a, b] = proposals
    const newer = { ...edited, text: 'Newer' }
    review.decide({
      annotator: ada,
      decisions: [
        { verdict: 'edit', proposal: a, content: edited },
        { verdict: 'edit', proposal: b, content: edited },
      ],
    })
    review.saveDraft({ proposal: b, annotator: ada, content: newer })
    expect(review.undo({ annotator: ada }).undone?.description).toBe('2 edits')
    expect(review.card({ proposal: a, annotator: ada }).draft).toEqual(edited)
    expect(review.card({ proposal: b, annotator: ada }).draft).toEqual(newer)
  })

  it('says what a bulk step was', () => {
    const [a, b, c] = proposals
    review.decide({ annotator: ada, decisions: [accept(a), accept(b), accept(c)] })
    expect(review.undo({ annotator: ada }).undone?.description).toBe('3 accepts')
    review.decide({ annotator: ada, decisions: [accept(a), { verdict: 'skip', proposal: b }] })
    expect(review.undo({ annotator: ada }).undone?.description).toBe('2 decisions')
  })

  it('stays within a data set when asked to', () => {
    const [a] = proposals
    const other = seedDataset(workspace, 'hats', ['Straw hat'])
    const [item] = other.items
    if (item === undefined) throw new Error('one item was seeded')
    const hat = seedProposal(workspace, { ...other, item })
    review.decide({ annotator: ada, decisions: [accept(a)] })
    review.decide({ annotator: ada, decisions: [accept(hat)] })
    expect(review.undo({ annotator: ada, dataset: seeded.dataset }).undone?.proposals).toEqual([a])
    expect(state(hat)).toBe('accepted')
  })

  it('passes over steps whose data set was removed', () => {
    const [a] = proposals
    review.decide({ annotator: ada, decisions: [accept(a)] })
    removeAllDatasets(workspace.database)
    expect(review.undo({ annotator: ada }).undone).toBeNull()
  })
})

describe('card', () => {
  it('has everything that the review screen shows', () => {
    const [a] = proposals
    review.decide({
      annotator: ada,
      decisions: [{ verdict: 'edit', proposal: a, content: edited, note: 'too close' }],
    })
    review.undo({ annotator: ada })
    review.decide({ annotator: ben, decisions: [accept(a)] })
    review.saveNote({ proposal: a, annotator: ada, note: 'ask Ben' })
    const card = review.card({ proposal: a, annotator: ada })
    expect(ReviewCard.parse(card)).toEqual(card)
    expect(card).toMatchObject({
      title: 'Red mug',
      state: 'accepted',
      positive: { text: 'Red mug\n\nAs it is.', visual: 'a red mug', attributes: [] },
      proposed: { text: 'Blue mug', visual: 'a blue mug' },
      current: card.proposed,
      draft: edited,
      note: 'ask Ben',
      history: [
        { annotator: 'Ada', verdict: 'edit', note: 'too close', undone: true },
        { annotator: 'Ben', verdict: 'accept', note: null, undone: false },
      ],
    })
  })

  it('keeps notes and drafts to the person, and forgets emptied notes', () => {
    const [a] = proposals
    review.saveNote({ proposal: a, annotator: ada, note: 'mine' })
    expect(review.card({ proposal: a, annotator: ben }).note).toBe('')
    expect(review.card({ proposal: a }).note).toBe('')
    review.saveNote({ proposal: a, annotator: ada, note: '' })
    expect(review.card({ proposal: a, annotator: ada }).note).toBe('')
    review.saveDraft({ proposal: a, annotator: ada, content: edited })
    review.discardDraft({ proposal: a, annotator: ada })
    expect(review.card({ proposal: a, annotator: ada }).draft).toBeNull()
  })

  it.each([
    ['card', () => review.card({ proposal: missing })],
    ['saveDraft', () => review.saveDraft({ proposal: missing, annotator: ada, content: edited })],
    ['saveNote', () => review.saveNote({ proposal: missing, annotator: ada, note: 'x' })],
  ])('%s says when the proposal is gone', (_, call) => {
    expect(call).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })
})

describe('queue and progress', () => {
  it('counts every state over the filter, and lists those asked for', async () => {
    const [a, b, c] = proposals
    review.decide({ annotator: ada, decisions: [accept(b)] })
    const { dataset } = seeded
    const queue = await review.queue({ filter: { dataset, states: ['pending'] }, sort: 'newest' })
    expect(queue).toEqual({
      position: 1,
      proposals: [c, a],
      counts: { pending: 2, accepted: 1, edited: 0, rejected: 0, skipped: 0 },
    })
    expect(await review.queue({ filter: { dataset, annotator: ada }, sort: 'oldest' })).toMatchObject({
      proposals: [b],
      counts: { pending: 0, accepted: 1 },
    })
  })

  it('shows each annotator’s rate and dwell, without what was taken back', () => {
    const [a, b, c] = proposals
    review.decide({ annotator: ada, decisions: [accept(a)], dwell: 1000 })
    review.decide({ annotator: ada, decisions: [{ verdict: 'reject', proposal: b }], dwell: 4000 })
    review.decide({ annotator: ada, decisions: [{ verdict: 'skip', proposal: c }], dwell: 2000 })
    review.decide({ annotator: ada, decisions: [accept(c)], dwell: 900_000 })
    review.undo({ annotator: ada })
    const on = review.card({ proposal: c }).standing?.step
    review.decide({ annotator: ben, decisions: [{ verdict: 'skip', proposal: c, on }] })
    expect(review.progress({ dataset: seeded.dataset })).toEqual({
      counts: { pending: 0, accepted: 1, edited: 0, rejected: 1, skipped: 1 },
      annotators: [
        { annotator: 'Ada', decisions: 3, acceptanceRate: 0.5, medianDwell: 2000 },
        { annotator: 'Ben', decisions: 1, acceptanceRate: null, medianDwell: null },
      ],
    })
  })

  it('takes the middle of an even number of dwell times', () => {
    const [a, b] = proposals
    review.decide({ annotator: ada, decisions: [accept(a)], dwell: 1000 })
    review.decide({ annotator: ada, decisions: [accept(b)], dwell: 2000 })
    expect(review.progress({ dataset: seeded.dataset }).annotators[0]?.medianDwell).toBe(1500)
  })
})
