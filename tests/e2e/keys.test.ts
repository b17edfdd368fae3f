import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { launchBrowser, testBrowser } from '#tests/support/browser.ts'
import { startOllamaDouble } from '#tests/support/ollama-double/server.ts'
import { openPage } from '#tests/support/open-page.ts'
import { type ServedStudio, serveStudio, studio, temporaryFolder } from '#tests/support/studio.ts'

const NEEDS_BROWSER = testBrowser === null ? ' [needs Chromium, Chrome or Edge]' : ''

describe.skipIf(testBrowser === null)(`keys, in a browser${NEEDS_BROWSER}`, () => {
  const cleanups: (() => unknown)[] = []
  let engine: ServedStudio
  let page: Page

  beforeAll(async () => {
    const workspace = temporaryFolder((clean) => cleanups.push(clean))
    expect((await studio(workspace, 'init', '--sample')).code).toBe(0)
    const double = await startOllamaDouble()
    cleanups.push(() => double.close())
    engine = await serveStudio(workspace)
    cleanups.push(() => engine.stop())
    await engine.client.system.saveSettings({ ollamaHost: double.url, model: double.visionModel })
    const [dataset] = await engine.client.catalogue.datasets()
    if (dataset === undefined) throw new Error('no sample data set')
    await engine.client.jobs.propose({ dataset: dataset.id, generator: 'ollama', limit: 3 })
    await vi.waitFor(
      async () =>
        expect((await engine.client.review.progress({ dataset: dataset.id })).counts.pending).toBe(3),
      { timeout: 30_000, interval: 200 },
    )
    const browser = await launchBrowser()
    cleanups.push(() => browser.close())
    page = await openPage(browser, engine, { reducedMotion: 'reduce' })
    page.setDefaultTimeout(8_000)
    await page.evaluate(() => localStorage.setItem('annotator', JSON.stringify('Ada')))
  })

  afterAll(async () => {
    for (const clean of cleanups.toReversed()) await clean()
  })

  /** Opens an address of the window and waits until the page stands. */
  async function goTo(address: string): Promise<void> {
    const origin = new URL(engine.url).origin
    await page.goto(`${origin}/#${address}`)
    await page.reload()
    await page.getByRole('button', { name: 'Engine connected' }).waitFor()
    await page.getByRole('heading', { level: 1 }).waitFor()
    if (address === '/review') await page.getByRole('region', { name: 'Proposed negative' }).waitFor()
  }

  it('goes to a page by a sequence of keys', async () => {
    await goTo('/review')
    await page.keyboard.press('g')
    await page.keyboard.press('c')
    await page.waitForURL(/#\/catalogue/)
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('asks for a hint at once by a key that begins no sequence', async () => {
    await goTo('/review')
    await page.keyboard.press('p')
    await page.getByRole('textbox', { name: 'Hint' }).waitFor()
  })

  it('goes to a page from within a text field', async () => {
    await goTo('/review')
    const field = page.getByRole('textbox', { name: 'Search proposals' })
    await field.focus()
    await page.keyboard.press('g')
    await page.keyboard.press('c')
    expect(await field.inputValue()).toBe('gc')
    await page.keyboard.press('Control+1')
    await page.waitForURL(/#\/catalogue/)
  })

  it('moves to the next item with the arrow after a click on a state', async () => {
    await goTo('/review')
    await page.getByRole('radiogroup', { name: 'State' }).getByText('All 3', { exact: true }).click()
    await page.getByRole('button', { name: /^1 of 3$/ }).waitFor()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('button', { name: /^2 of 3$/ }).waitFor()
    expect(page.url()).toContain('state=all')
  })
})
