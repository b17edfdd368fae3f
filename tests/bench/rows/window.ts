import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { openWorkspace } from '#main/store/workspace.ts'
import { launchBrowser, testBrowser } from '#tests/support/browser.ts'
import { serveCommand } from '#tests/support/studio.ts'
import { GOALS } from '../goals.ts'
import { Missing } from '../missing.ts'
import { percentile95 } from '../percentile95.ts'
import type { Line } from '../report.ts'
import { roundOf, summarize } from '../rounds.ts'
import type { Settings } from '../settings.ts'
import { fillWorkspace } from '../window/fill-workspace.ts'
import { SET_FIELD, secondsUntil } from '../window/seconds-until.ts'

const RUNS = 1000
const STUDIES = 100
/** Times that each thing is done in a round. */
const REPEATS = 8

interface Deed {
  readonly what: string
  /** Brings the page to where the deed starts. */
  readonly prepare: (page: Page, repeat: number) => Promise<void>
  readonly act: (repeat: number) => string
  readonly done: (repeat: number) => string
}

const ROWS = (table: string) => `document.querySelector('table[aria-label="${table}"]')`
const goTo = (hash: string) => `location.hash = ${JSON.stringify(hash)}`
const arrive = async (page: Page, hash: string, selector: string) => {
  await page.evaluate(goTo(hash))
  await page.waitForSelector(selector)
}

/** @param compared runs that can be compared */
function deeds(compared: readonly number[]): Deed[] {
  const onTrain = (page: Page) => arrive(page, '#/train?dataset="all"', 'table[aria-label="Runs"] tbody tr')
  const onStudies = (page: Page) => arrive(page, '#/studies', 'table[aria-label="Studies"] tbody tr')
  const head = (label: string) =>
    `[...document.querySelectorAll('th button')].find((button) => button.textContent === ${JSON.stringify(label)}).click()`
  const sorted = `document.querySelector('th[aria-sort]') !== null`
  const comparisonOf = (count: number): Deed => ({
    what: `comparison of ${count} runs`,
    prepare: (page) => arrive(page, '#/compare', 'section[aria-label="Measured runs"] li'),
    // Another choice each time: a comparison that was made is remembered.
    act: (repeat) => goTo(`#/compare?runs=${JSON.stringify(turned(compared, repeat).slice(0, count))}`),
    done: () => `${ROWS('Test metrics')} !== null`,
  })
  return [
    {
      what: `the list of ${RUNS} runs`,
      prepare: (page) => arrive(page, '#/settings', 'h1:text-is("Settings")'),
      act: () => goTo('#/train?dataset="all"'),
      done: () => `${ROWS('Runs')}?.getAttribute('aria-rowcount') === '${RUNS + 1}'`,
    },
    {
      what: 'runs by model',
      prepare: onTrain,
      act: () => `setField(document.querySelector('select[aria-label="Model"]'), 'ridge')`,
      done: () => `${ROWS('Runs')}?.getAttribute('aria-rowcount') === '${RUNS / 5 + 1}'`,
    },
    {
      what: 'runs in the order of a column',
      prepare: onTrain,
      act: () => head('Validation Recall@20'),
      done: () => sorted,
    },
    comparisonOf(10),
    comparisonOf(100),
    {
      what: `the list of ${STUDIES} studies`,
      prepare: (page) => arrive(page, '#/settings', 'h1:text-is("Settings")'),
      act: () => goTo('#/studies'),
      done: () => `document.querySelectorAll('table[aria-label="Studies"] tbody tr').length > 0`,
    },
    {
      what: 'studies by state',
      prepare: onStudies,
      act: () => `setField(document.querySelector('select[aria-label="State"]'), 'finished')`,
      done: () => `location.hash.includes('finished')`,
    },
    {
      what: 'studies in the order of a column',
      prepare: onStudies,
      act: () => head('Study, and what it found'),
      done: () => sorted,
    },
  ]
}

/** What a person waits for in a workspace with many runs and studies, in a real browser. */
export async function measureWindow({ rounds, folder, studio }: Settings): Promise<Line[]> {
  if (testBrowser === null) throw new Missing('Chromium, Chrome or Edge is not installed.')
  const path = join(folder, 'workspace')
  await promisify(execFile)(process.execPath, [studio, 'init', '--sample', '--workspace', path])
  const workspace = openWorkspace(path)
  // Every write of its own would wait for the disk.
  const compared = workspace.database.transaction(() =>
    fillWorkspace(workspace, { runs: RUNS, studies: STUDIES }),
  )
  workspace.database.close()
  const engine = await serveCommand({ command: process.execPath, before: [studio], folder }, path)
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto(engine.url)
    await page.getByRole('button', { name: 'Engine connected' }).waitFor()
    await page.evaluate(`window.setField = (() => { ${SET_FIELD}; return setField })()`)
    const lines: Line[] = []
    for (const deed of deeds(compared)) lines.push(await measureDeed(page, deed, rounds))
    return lines
  } finally {
    await browser.close()
    await engine.stop()
  }
}

async function measureDeed(page: Page, { what, prepare, act, done }: Deed, rounds: number): Promise<Line> {
  const times: number[][] = []
  for (let round = 0; round < rounds; round++) {
    const own: number[] = []
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const count = round * REPEATS + repeat
      await prepare(page, count)
      own.push(await secondsUntil(page, act(count), done(count)))
    }
    times.push(own)
  }
  const all = times.flat()
  return {
    row: 'window',
    what: `${what}, 95th percentile`,
    unit: 's',
    goal: GOALS.window,
    outcome: {
      state: 'measured',
      figure: percentile95(all),
      spread: [Math.min(...times.map(percentile95)), Math.max(...times.map(percentile95))],
      value: { name: 'window', unit: 's', summary: summarize(times.map(roundOf)) },
      baseline: null,
      notes: [
        `in Chromium, with ${RUNS} runs and ${STUDIES} studies of 8 further runs each; ${all.length} times`,
      ],
    },
  }
}

/** The list begun elsewhere. */
function turned<Element>(list: readonly Element[], by: number): Element[] {
  const at = by % list.length
  return [...list.slice(at), ...list.slice(0, at)]
}
