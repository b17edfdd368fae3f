import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { launchBrowser, testBrowser } from '#tests/support/browser.ts'
import { type ServedStudio, serveStudio, studio, temporaryFolder } from '#tests/support/studio.ts'

const DATASET = 'Sample shop (synthetic)'
const NEEDS_BROWSER = testBrowser === null ? ' [needs Chromium, Chrome or Edge]' : ''

type Screen = readonly [name: string, open: (page: Page) => Promise<void>]

const at = (address: string, ready: (page: Page) => Promise<void>) => async (page: Page) => {
  await page.goto(new URL(`/#${address}`, page.url()).href)
  await ready(page)
}
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first()
const dialogAfter = (name: string | RegExp) => async (page: Page) => {
  await button(page, name).click()
  await page.getByRole('dialog').waitFor()
}
const onReview = at('/review', (page) => page.getByRole('region', { name: 'Proposed negative' }).waitFor())
const onTrain = at('/train', (page) => page.getByRole('table', { name: 'Runs' }).waitFor())

const SCREENS: readonly Screen[] = [
  ['catalogue: items', at('/catalogue', (page) => page.getByRole('tab', { name: 'Items' }).waitFor())],
  [
    'catalogue: statistics',
    at('/catalogue?tab=statistics', (page) => page.getByRole('tab', { name: 'Statistics' }).click()),
  ],
  [
    'import',
    at('/import', (page) =>
      page
        .getByRole('heading', { name: /Import/ })
        .first()
        .waitFor(),
    ),
  ],
  ['generate: jobs', at('/generate', (page) => page.getByRole('article').first().waitFor())],
  ['generate: templates', at('/generate', (page) => page.getByRole('tab', { name: 'Templates' }).click())],
  ['review', onReview],
  [
    'review: edit form',
    async (page) => {
      await onReview(page)
      await page.keyboard.press('e')
      await page.getByRole('textbox', { name: /^Text/ }).waitFor()
    },
  ],
  [
    'review: keys',
    async (page) => {
      await onReview(page)
      await page.keyboard.press('?')
      await page.getByRole('dialog', { name: /Keys|keyboard/i }).waitFor()
    },
  ],
  [
    'review: provenance',
    async (page) => {
      await onReview(page)
      await dialogAfter(/provenance/i)(page)
    },
  ],
  [
    'review: snapshots',
    async (page) => {
      await onReview(page)
      await dialogAfter(/snapshot/i)(page)
    },
  ],
  [
    'command palette',
    async (page) => {
      await onReview(page)
      await page.keyboard.press('Control+k')
      await page.getByRole('dialog').waitFor()
    },
  ],
  ['train', onTrain],
  [
    'train: new run',
    async (page) => {
      await onTrain(page)
      await dialogAfter('New run')(page)
    },
  ],
  [
    'train: log',
    async (page) => {
      await onTrain(page)
      await page.getByRole('table', { name: 'Runs' }).getByRole('row').nth(1).click()
      await dialogAfter('Log')(page)
    },
  ],
  [
    'compare',
    async (page) => {
      await at('/compare', (opened) => button(opened, 'Choose all').waitFor())(page)
      await button(page, 'Choose all').click()
      await page.getByRole('table', { name: 'Test metrics' }).waitFor()
    },
  ],
  ['settings', at('/settings', (page) => page.getByRole('heading', { name: 'Settings' }).first().waitFor())],
]

describe.skipIf(testBrowser === null)(`every page and dialog passes axe${NEEDS_BROWSER}`, () => {
  let engine: ServedStudio
  let browser: Browser
  const cleanUp: (() => void)[] = []

  beforeAll(async () => {
    const workspace = temporaryFolder((clean) => cleanUp.push(clean))
    const done = async (...args: string[]) => {
      const { code, stderr } = await studio(workspace, ...args)
      if (code !== 0) throw new Error(stderr)
    }
    await done('init', '--sample')
    await done('propose', '--dataset', DATASET, '--generator', 'rule-based', '--limit', '20')
    await done('decide', '--proposal', '1', '--verdict', 'accept', '--by', 'Ada')
    await done('snapshot', '--dataset', DATASET, '--name', 'first')
    for (const model of ['popularity', 'lightgcn']) {
      await done('train', '--dataset', DATASET, '--model', model, '--epochs', '2')
    }
    engine = await serveStudio(workspace)
    browser = await launchBrowser()
  })

  afterAll(async () => {
    await browser.close()
    await engine.stop()
    for (const clean of cleanUp) clean()
  })

  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    it.each(SCREENS)('%s', async (_, open) => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        colorScheme,
        reducedMotion: 'reduce',
      })
      onTestFinished(() => context.close())
      const page = await context.newPage()
      page.setDefaultTimeout(15_000)
      await page.goto(engine.url)
      await page.getByRole('button', { name: 'Engine connected' }).waitFor()
      await page.evaluate(`localStorage.setItem('annotator', '"Ada"')`)
      await open(page)
      // Colours are only right once nothing fades any more.
      await expect
        .poll(() =>
          page.evaluate(`document.getAnimations().every(({ playState }) => playState !== 'running')`),
        )
        .toBe(true)
      const { violations } = await new AxeBuilder({ page }).analyze()
      const found = violations.map(({ id, help, nodes }) => ({
        id,
        help,
        elements: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`),
      }))
      expect(found).toEqual([])
    })
  })
})
