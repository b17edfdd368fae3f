import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LongSteps } from '#main/curation/long-steps.ts'
import { createTestReview } from '#main/curation/testing/test-review.ts'
import { readDatasets } from '#main/store/dataset-repository.ts'
import { seedQueue } from '#main/store/testing/seed-queue.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import { Annotator, type DatasetId, type ProposalId } from '#shared/contract/ids.ts'
import { type ProposalFilter, ProposalSort } from '#shared/contract/proposals.ts'

/**
 * How long the engine takes for a queue of `REVIEW_BENCH` proposals; no part of `npm test`.
 * `REVIEW_BENCH=1000000 npx vitest run --project e2e tests/e2e/review-queue-bench.test.ts`. With `REVIEW_BENCH_WORKSPACE` the
 * workspace is kept there, and used again.
 */
const SIZE = Number(process.env.REVIEW_BENCH ?? 0)
const KEPT = process.env.REVIEW_BENCH_WORKSPACE

describe.skipIf(SIZE === 0)(`a queue of ${SIZE} proposals`, () => {
  const folder = KEPT ?? mkdtempSync(join(tmpdir(), 'queue-bench-'))
  const ada = Annotator.parse('Ada')
  let workspace: Workspace
  let dataset: DatasetId
  beforeAll(() => {
    const there = existsSync(join(folder, 'studio.db'))
    workspace = openWorkspace(folder)
    const known = there ? readDatasets(workspace.database)[0]?.id : undefined
    dataset = known ?? seedQueue(workspace, 'large', SIZE).dataset
  }, 3_600_000)
  afterAll(() => {
    workspace.database.close()
    if (KEPT === undefined) rmSync(folder, { recursive: true })
  })

  it('opens, sorts, filters, searches and is decided', async () => {
    const review = createTestReview(workspace)
    const pending = (more: Partial<ProposalFilter> = {}) => ({
      dataset,
      states: ['pending' as const],
      ...more,
    })
    const middle = (
      await review.queue({
        filter: pending(),
        sort: 'oldest',
        from: { kind: 'position', position: SIZE / 2 },
        limit: 1,
      })
    ).proposals[0] as ProposalId
    for (const sort of ProposalSort.options) {
      await timed(`open, ${sort}`, () => review.queue({ filter: pending(), sort, limit: 200 }))
      await timed(`open all states, ${sort}`, () => review.queue({ filter: { dataset }, sort, limit: 200 }))
      await timed(`page from the middle, ${sort}`, () =>
        review.queue({ filter: pending(), sort, from: { kind: 'after', proposal: middle }, limit: 200 }),
      )
      await timed(`open at the middle with its position, ${sort}`, () =>
        review.queue({ filter: pending(), sort, from: { kind: 'at', proposal: middle }, limit: 200 }),
      )
      await timed(`jump to the middle, ${sort}`, () =>
        review.queue({ filter: pending(), sort, from: { kind: 'position', position: SIZE / 2 }, limit: 200 }),
      )
    }
    const filters: [string, Partial<ProposalFilter>][] = [
      ['a flag of 10 %', { flag: 'unbalanced' }],
      ['a flag of 0.1 %', { flag: 'repaired' }],
      ['a category', { category: 'mugs' }],
      ['a rare word', { search: 's4711' }],
      ['a word of a fifth', { search: 'mug' }],
      ['a word of all', { search: 'made' }],
      ['two words', { search: 'red mug' }],
    ]
    for (const [name, filter] of filters) {
      for (const sort of ['oldest', 'riskiest'] as const) {
        await timed(`filter by ${name}, ${sort}`, () =>
          review.queue({ filter: pending(filter), sort, limit: 200 }),
        )
      }
      await timed(`count ${name}`, () => review.counts({ filter: { dataset, ...filter } }), 3)
    }
    const { proposals } = await review.queue({ filter: pending(), sort: 'oldest', limit: 300 })
    let at = 0
    await timed(
      'decide',
      () => {
        const proposal = proposals[at++]
        if (proposal === undefined) throw new RangeError('not enough proposals')
        return review.decide({ annotator: ada, decisions: [{ verdict: 'accept', proposal, on: null }] })
      },
      200,
    )
    await timed('undo', () => review.undo({ annotator: ada, dataset }), 50)
  }, 3_600_000)

  it('is decided as a whole, while others decide', async () => {
    const longSteps = new LongSteps({
      workspace,
      publish: () => undefined,
      onBug: (error) => console.error(error),
    })
    const review = createTestReview(workspace, { longSteps })
    const ben = Annotator.parse('Ben')
    const during = async (name: string, whole: Promise<unknown>) => {
      const waits: number[] = []
      let over = false
      void whole.then(() => {
        over = true
      })
      const begun = performance.now()
      const { proposals } = await review.queue({ filter: { dataset }, sort: 'newest', limit: 1000 })
      for (let n = 0; !over; n = (n + 1) % proposals.length) {
        const proposal = proposals[n]
        if (proposal === undefined) break
        const pressed = performance.now()
        // A request has to wait for its turn first, as one over HTTP does.
        await new Promise((resolve) => setImmediate(resolve))
        const on = review.card({ proposal }).standing?.step ?? null
        await review.decide({ annotator: ben, decisions: [{ verdict: 'reject', proposal, on }] })
        waits.push(performance.now() - pressed)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      console.log(`${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s in all`)
      report(`a decision during ${name}`, waits)
    }
    const filter = { dataset, states: ['pending' as const] }
    await during('bulk accept', review.bulk({ annotator: ada, filter, verdict: 'accept', wait: true }))
    await review.undo({ annotator: ada, dataset })
    await during('undo of bulk accept', longSteps.settled())
    const counts = await review.counts({ filter: { dataset } })
    expect(counts.accepted).toBeLessThan(1000)
  }, 3_600_000)
})

async function timed(name: string, work: () => unknown, times = 20): Promise<void> {
  const taken: number[] = []
  for (let n = 0; n < times; n += 1) {
    const begun = performance.now()
    await work()
    taken.push(performance.now() - begun)
  }
  report(name, taken)
}

function report(name: string, taken: number[]): void {
  const sorted = taken.toSorted((a, b) => a - b)
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)
  console.log(`${name}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms (${sorted.length})`)
}
