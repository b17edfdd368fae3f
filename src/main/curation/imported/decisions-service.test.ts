import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readStanding } from '#main/store/standing-repository.ts'
import { seedDataset, seedProposal } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { Annotator, ProposalId } from '#shared/contract/ids.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { Leases } from '../leases.ts'
import { createTestReview } from '../testing/test-review.ts'
import { createDecisionsService } from './decisions-service.ts'

const ada = 'Ada' as Annotator
const ben = 'Ben' as Annotator
let folder: string
let workspace: Workspace
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'decisions-'))
  workspace = openWorkspace(join(folder, 'studio'))
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

/** Four pending proposals. */
function studio() {
  const seeded = seedDataset(workspace, 'mugs', ['Red', 'Tall', 'Wide', 'Old'])
  const [first, second, third, fourth] = seeded.items.map((item) =>
    seedProposal(workspace, { ...seeded, item }),
  )
  if (first === undefined || second === undefined || third === undefined || fourth === undefined) {
    throw new Error('four proposals were seeded')
  }
  const events: StudioEvent[] = []
  const leases = new Leases(() => undefined)
  const publish = (event: StudioEvent) => {
    events.push(event)
  }
  const decisions = createDecisionsService({ workspace, publish, leases })
  const states = (...proposals: ProposalId[]) =>
    proposals.map((proposal) => readStanding(workspace.database, proposal)?.state ?? 'pending')
  const { dataset, job } = seeded
  return {
    dataset,
    job,
    first,
    second,
    third,
    fourth,
    decisions,
    review: createTestReview(workspace),
    states,
    events,
  }
}

function file(...lines: unknown[]): string {
  const path = join(folder, 'decisions.jsonl')
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return path
}

it('makes one step of each annotator, which that annotator can undo', async () => {
  const { dataset, job, first, second, third, decisions, review, states, events } = studio()
  const content = { text: 'Anders\n"gut" كوب', visual: '', attributes: [] }
  const path = file(
    { proposal: first, verdict: 'accept', annotator: 'Ada', time: '2026-01-02T03:04:05Z', note: 'fine' },
    { item: 'mugs-1', job, verdict: 'reject', reason: 'Hardly differs', annotator: 'Ben' },
    { proposal: third, verdict: 'edit', content, annotator: 'Ada', on: null },
  )
  const planned = await decisions.preview({ dataset, path, theirs: [] })
  expect(planned).toEqual({
    steps: [
      { annotator: 'Ada', decisions: 2, step: null },
      { annotator: 'Ben', decisions: 1, step: null },
    ],
    unchanged: 0,
    conflicts: [],
  })
  expect(states(first, second, third)).toEqual(['pending', 'pending', 'pending'])
  const done = await decisions.import({ dataset, path, theirs: [] })
  expect(done.steps).toEqual([
    { annotator: 'Ada', decisions: 2, step: expect.any(Number) },
    { annotator: 'Ben', decisions: 1, step: expect.any(Number) },
  ])
  expect(states(first, second, third)).toEqual(['accepted', 'rejected', 'edited'])
  expect(review.card({ proposal: third }).current).toEqual(content)
  expect(review.card({ proposal: first }).standing).toMatchObject({ annotator: 'Ada', note: 'fine' })
  expect(review.card({ proposal: second }).history).toMatchObject([{ reason: 'Hardly differs' }])
  expect(events.map(({ topic }) => topic)).toEqual(['decisions', 'decisions'])
  review.undo({ annotator: ada })
  expect(states(first, second, third)).toEqual(['pending', 'rejected', 'pending'])
})

it('writes no conflict, lists both decisions, and takes the chosen lines', async () => {
  const { dataset, first, second, third, fourth, decisions, review, states } = studio()
  review.decide({
    annotator: ben,
    decisions: [first, second, third].map((proposal) => ({ proposal, verdict: 'reject' as const })),
  })
  const stood = review.card({ proposal: second }).standing?.step
  const path = file(
    { proposal: first, verdict: 'accept', annotator: 'Ada', time: '2020-01-01T00:00:00Z' },
    { proposal: second, verdict: 'accept', annotator: 'Ada', on: stood },
    { proposal: third, verdict: 'accept', annotator: 'Ada', time: '2999-01-01T00:00:00Z' },
    { proposal: fourth, verdict: 'skip', annotator: 'Ada', on: stood },
  )
  const done = await decisions.import({ dataset, path, theirs: [] })
  expect(done.conflicts).toMatchObject([
    {
      line: 1,
      proposal: first,
      title: 'Red',
      theirs: { verdict: 'accept' },
      ours: { state: 'rejected', annotator: 'Ben' },
    },
    { line: 4, proposal: fourth, theirs: { verdict: 'skip', at: null }, ours: null },
  ])
  expect(states(first, second, third, fourth)).toEqual(['rejected', 'accepted', 'accepted', 'pending'])
  const again = await decisions.import({ dataset, path, theirs: [1] })
  expect(again).toMatchObject({
    steps: [{ annotator: 'Ada', decisions: 1 }],
    unchanged: 2,
    conflicts: [{ line: 4 }],
  })
  expect(states(first, fourth)).toEqual(['accepted', 'pending'])
})

it('says file and line of what it cannot use, and writes nothing', async () => {
  const { dataset, first, second, decisions, states } = studio()
  const good = { proposal: first, verdict: 'accept', annotator: 'Ada' }
  const wrong: [unknown, RegExp][] = [
    [{ ...good, proposal: 99 }, /no proposal 99/],
    [{ item: 'mugs-1', job: 99, verdict: 'accept', annotator: 'Ada' }, /job 99 proposed nothing/],
    [{ verdict: 'accept', annotator: 'Ada' }, /name the proposal, or the item and the job/],
    [{ ...good, proposal: second, verdict: 'edit' }, /an edit has a content/],
    [{ ...good, proposal: second, reason: 'Odd' }, /only a rejection has a reason/],
    [{ ...good, proposal: second, verdict: 'maybe' }, /verdict/],
    [good, /line 1 decides the same proposal/],
  ]
  for (const [line, message] of wrong) {
    const path = file(good, line)
    await expect(decisions.import({ dataset, path, theirs: [] })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(message),
      location: { file: path, line: 2 },
    })
  }
  expect(states(first, second)).toEqual(['pending', 'pending'])
})
