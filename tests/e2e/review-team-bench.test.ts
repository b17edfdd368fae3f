import { existsSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { seedQueue } from '#main/store/testing/seed-queue.ts'
import { openWorkspace } from '#main/store/workspace.ts'
import { Annotator, type DatasetId, type StepId } from '#shared/contract/ids.ts'
import { launchBrowser, testBrowser } from '#tests/support/browser.ts'
import { openPage } from '#tests/support/open-page.ts'
import { type ServedStudio, serveStudio, temporaryFolder } from '#tests/support/studio.ts'

/**
 * Curators at work at one queue, in real browsers; no part of `npm test`. `REVIEW_BENCH=1000` is the size of the queue,
 * `REVIEW_BENCH_CURATORS` how many decide at once, `REVIEW_BENCH_KEYS` how many keys each presses at most, `REVIEW_BENCH_PACE` the
 * milliseconds from one key to the next. With `REVIEW_BENCH_WORKSPACE` the workspace is kept there, and used again.
 */
const SIZE = Number(process.env.REVIEW_BENCH ?? 0)
const CURATORS = Number(process.env.REVIEW_BENCH_CURATORS ?? 10)
const KEYS = Number(process.env.REVIEW_BENCH_KEYS ?? 100)
const PACE = Number(process.env.REVIEW_BENCH_PACE ?? 200)
const KEPT = process.env.REVIEW_BENCH_WORKSPACE

describe.skipIf(SIZE === 0 || testBrowser === null)(`${CURATORS} curators at ${SIZE} proposals`, () => {
  const cleanups: (() => unknown)[] = []
  let engine: ServedStudio
  let browser: Browser
  let dataset: DatasetId

  beforeAll(async () => {
    const folder = KEPT ?? temporaryFolder((clean) => cleanups.push(clean))
    if (!existsSync(join(folder, 'studio.db'))) {
      const workspace = openWorkspace(folder)
      seedQueue(workspace, 'queue', SIZE)
      workspace.database.close()
    }
    engine = await serveStudio(folder)
    cleanups.push(() => engine.stop())
    const [first] = await engine.client.catalogue.datasets()
    if (first === undefined) throw new Error('no data set')
    dataset = first.id
    browser = await launchBrowser()
    cleanups.push(() => browser.close())
  }, 3_600_000)
  afterAll(async () => {
    for (const clean of cleanups.toReversed()) await clean()
  })

  it('decides every item once, and loses no key', async () => {
    const names = Array.from({ length: CURATORS }, (_, place) => Annotator.parse(`Curator ${place + 1}`))
    const standing = async () => {
      const each = await Promise.all(names.map((by) => countDecisions(engine, dataset, by)))
      return each.reduce((sum, count) => sum + count, 0)
    }
    const pending = async () => (await engine.client.review.progress({ dataset })).counts.pending
    const before = { pending: await pending(), decisions: await standing() }
    const pages: Page[] = []
    for (const name of names) pages.push(await openQueue(browser, engine, name))
    const begun = performance.now()
    const pressed = await Promise.all(pages.map(pressKeys))
    const seconds = (performance.now() - begun) / 1000
    const decided = before.pending - (await pending())
    const decisions = (await standing()) - before.decisions
    const sum = (part: 'keys' | 'refused' | 'leftOut') => pressed.reduce((all, own) => all + own[part], 0)
    const load = loadavg().map((average) => average.toFixed(1))
    console.log(
      `${sum('keys')} keys in ${seconds.toFixed(1)} s: ${decided} proposals decided by ${decisions} decisions, ` +
        `${sum('refused')} refused, ${sum('leftOut')} left out and counted on screen; ${await pending()} still open; ` +
        `load ${load.join(' ')}`,
    )
    console.log(`keys of each: ${pressed.map(({ keys }) => keys).join(' ')}`)
    report(
      'key to next item painted',
      pressed.flatMap(({ taken }) => taken),
    )
    // None decides what somebody else has decided, and none is overruled.
    expect(decisions).toBe(decided)
    expect(decided + sum('refused') + sum('leftOut')).toBe(sum('keys'))
  }, 3_600_000)
})

async function openQueue(browser: Browser, engine: ServedStudio, who: Annotator): Promise<Page> {
  const page = await openPage(browser, engine, { reducedMotion: 'reduce' })
  page.setDefaultTimeout(120_000)
  await page.evaluate(`localStorage.setItem('annotator', ${JSON.stringify(JSON.stringify(who))})`)
  await page.goto(`${new URL(engine.url).origin}/#/review`)
  await page.reload()
  await page.getByRole('region', { name: 'Proposed negative' }).waitFor()
  return page
}

/** Decisions of one curator that stand. */
async function countDecisions(engine: ServedStudio, dataset: DatasetId, by: Annotator): Promise<number> {
  let count = 0
  let before: StepId | undefined
  for (;;) {
    const page = await engine.client.review.history({
      dataset,
      by,
      standing: true,
      limit: 200,
      ...(before === undefined ? {} : { before }),
    })
    for (const { decisions } of page.steps) count += decisions
    before = page.steps.at(-1)?.step
    if (!page.more) return count
  }
}

const Pressed = z.object({
  /** Pressed while an item was on screen. */
  keys: z.int(),
  /** Somebody else's decision stood by then, which the page showed, and which stays. */
  refused: z.int(),
  /** Said by the page to have found nothing. */
  leftOut: z.int(),
  /** Milliseconds from each key to the paint of the next item, or of the queue's end. */
  taken: z.array(z.number()),
})

/** Runs in the page: presses `a` for the item that is on screen, then waits for what comes of it. */
const PRESS_KEYS = `async ({ keys, pace }) => {
  const done = { keys: 0, refused: 0, leftOut: 0, taken: [] }
  const item = () => document.querySelector('[aria-label="Positive"]')?.textContent ?? ''
  const keep = () => [...document.querySelectorAll('button')].find((button) => button.textContent === 'Keep it')
  const leftOut = () => /keys? (was|were) left out/.test(document.querySelector('main')?.textContent ?? '')
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  const painted = () => new Promise((resolve) => {
    const channel = new MessageChannel()
    channel.port1.onmessage = resolve
    requestAnimationFrame(() => channel.port2.postMessage(null))
  })
  const until = async (condition, milliseconds) => {
    const begun = performance.now()
    while (!condition()) {
      if (performance.now() - begun > milliseconds) return false
      await frame()
    }
    return true
  }
  while (done.keys < keys && (await until(() => item() !== '', 20000))) {
    const before = item()
    const pressed = performance.now()
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true, cancelable: true }))
    document.body.dispatchEvent(new KeyboardEvent('keyup', { key: 'a', bubbles: true }))
    done.keys += 1
    await until(() => item() !== before || keep() !== undefined, 60000)
    if (keep() !== undefined) {
      done.refused += 1
      keep().click()
      await until(() => keep() === undefined, 60000)
    } else if (leftOut()) {
      done.leftOut += 1
    } else {
      await painted()
      done.taken.push(performance.now() - pressed)
    }
    const rest = pace - (performance.now() - pressed)
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest))
  }
  return done
}`

async function pressKeys(page: Page): Promise<z.infer<typeof Pressed>> {
  return Pressed.parse(await page.evaluate(`(${PRESS_KEYS})(${JSON.stringify({ keys: KEYS, pace: PACE })})`))
}

function report(name: string, taken: number[]): void {
  const sorted = taken.toSorted((a, b) => a - b)
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)
  console.log(`${name}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms (${sorted.length})`)
}
