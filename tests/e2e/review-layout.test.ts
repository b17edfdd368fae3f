import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { launchBrowser, testBrowser } from '#tests/support/browser.ts'
import { openPage } from '#tests/support/open-page.ts'
import { type ServedStudio, serveStudio, studio, temporaryFolder } from '#tests/support/studio.ts'

const DATASET = 'Sample shop (synthetic)'
const NEEDS_BROWSER = testBrowser === null ? ' [needs Chromium, Chrome or Edge]' : ''

/** In CSS pixels: a window of 1280 x 800 at 200 % zoom has half of both. */
const WINDOWS = [
  ['1024 x 768', { width: 1024, height: 768 }],
  ['1280 x 800', { width: 1280, height: 800 }],
  ['1920 x 1080', { width: 1920, height: 1080 }],
  ['2560 x 1440', { width: 2560, height: 1440 }],
  ['1280 x 800 at 200 %', { width: 640, height: 400 }],
  ['1024 x 768 at 200 %', { width: 512, height: 384 }],
] as const

/** The page has types of its own, which a test of the engine's side does not know. */
const inPage = (body: string) => new Function('controls', body) as (controls: unknown[]) => string[]

/**
 * Runs in the page: what of these controls cannot be seen whole and pressed. A control is whole when its box is within
 * the window, nothing else lies over its middle or its corners, and its label is not cut.
 */
const faultsOf = inPage(`
  const faults = []
  for (const control of controls) {
    const name = control.getAttribute('aria-label') ?? control.textContent
    const box = control.getBoundingClientRect()
    if (box.width === 0) continue
    if (box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight) {
      faults.push(name + ' reaches outside: ' + [box.left, box.top, box.right, box.bottom].map(Math.round))
      continue
    }
    const inset = Math.min(6, box.width / 3, box.height / 3)
    const points = [
      [box.left + box.width / 2, box.top + box.height / 2],
      [box.left + inset, box.top + inset],
      [box.right - inset, box.bottom - inset],
    ]
    // What lies in a field beside its text, such as its key, is a part of it.
    const whole = control.closest('.mantine-Input-wrapper') ?? control
    for (const [x, y] of points) {
      const top = document.elementFromPoint(x, y)
      if (top !== null && (whole.contains(top) || top.contains(whole))) continue
      faults.push(name + ' is covered by ' + top?.outerHTML.slice(0, 80))
      break
    }
    for (const label of control.querySelectorAll('.mantine-Button-label')) {
      if (label.clientWidth > 1 && label.scrollWidth > label.clientWidth + 1) faults.push(name + ' is cut')
    }
  }
  return faults`)

/** Runs in the page: what is wider than the room that it has, so that it is cut or scrolls sideways. */
const tooWide = inPage(`return controls
  .filter((element) => element.scrollWidth > element.clientWidth + 1)
  .filter((element) => !['inline', 'none'].includes(getComputedStyle(element).display))
  .map((element) => element.outerHTML.slice(0, 100) + ': ' + element.scrollWidth + ' in ' + element.clientWidth)`)

describe.skipIf(testBrowser === null)(`the review page's layout${NEEDS_BROWSER}`, () => {
  let engine: ServedStudio
  let browser: Browser
  const cleanUp: (() => void)[] = []

  beforeAll(async () => {
    const workspace = temporaryFolder((clean) => cleanUp.push(clean))
    for (const command of [
      ['init', '--sample'],
      ['propose', '--dataset', DATASET, '--generator', 'rule-based', '--limit', '8'],
    ]) {
      const { code, stderr } = await studio(workspace, ...command)
      if (code !== 0) throw new Error(stderr)
    }
    engine = await serveStudio(workspace)
    browser = await launchBrowser()
  })

  afterAll(async () => {
    await browser.close()
    await engine.stop()
    for (const clean of cleanUp) clean()
  })

  async function reviewing(viewport: { width: number; height: number }): Promise<Page> {
    const page = await openPage(browser, engine, { viewport, reducedMotion: 'reduce' })
    onTestFinished(() => page.context().close())
    page.setDefaultTimeout(10_000)
    await page.evaluate(`localStorage.setItem('annotator', '"Ada"')`)
    await page.goto(new URL('/#/review', page.url()).href)
    await page.reload()
    await page.getByRole('region', { name: 'Proposed negative' }).waitFor()
    return page
  }

  const decisionFaults = (page: Page) =>
    page.getByRole('toolbar', { name: 'Decide' }).getByRole('button').evaluateAll(faultsOf)

  describe.each(WINDOWS)('%s', (_, viewport) => {
    it('shows every control whole, and scrolls down alone', async () => {
      const page = await reviewing(viewport)
      expect(await decisionFaults(page)).toEqual([])
      const controls = page.locator(
        'header button, search button, search select, search input:not([type=radio])',
      )
      expect(await controls.evaluateAll(faultsOf)).toEqual([])
      expect(
        await page
          .locator('#root, #page, #page div, #page section, #page header, #page search')
          .evaluateAll(tooWide),
      ).toEqual([])
    })

    it('shows the grid in as many columns as there is room for, each tile whole', async () => {
      const page = await reviewing(viewport)
      await page.keyboard.press('t')
      await page.getByRole('gridcell').first().waitFor()
      await page.keyboard.press('Shift+ArrowRight')
      await page.getByText('2 chosen').waitFor()
      expect(await decisionFaults(page)).toEqual([])
      const columns = Number(await page.getByRole('grid').getAttribute('aria-colcount'))
      expect(columns).toBe(
        Math.max(1, Math.floor(((await page.getByRole('row').first().boundingBox())?.width ?? 0) / 290)),
      )
      expect(await page.locator('#page, #page div, header').evaluateAll(tooWide)).toEqual([])
    })

    it('keeps the decisions and the states free of messages', async () => {
      const page = await reviewing(viewport)
      await page.keyboard.press('s')
      await page.keyboard.press('u')
      await page.getByText(/^Undid the skip of/).waitFor()
      await page.route('**/rpc/review/saveNote', (route) => route.abort())
      await page.getByRole('textbox', { name: 'Note' }).fill(`out of reach at ${viewport.width}`)
      await page.keyboard.press('Escape')
      await page.getByRole('region', { name: 'Messages' }).waitFor()
      expect(await decisionFaults(page)).toEqual([])
      expect(await page.locator('search select, search [role=radiogroup]').evaluateAll(faultsOf)).toEqual([])
      expect(await page.getByRole('button', { name: 'Accept' }).isEnabled()).toBe(true)
    })

    it('shows the edit form with fields as wide as it is, and its actions whole', async () => {
      const page = await reviewing(viewport)
      await page.keyboard.press('e')
      const form = page.getByRole('region', { name: 'Edit the negative' })
      const actions = form.getByRole('button', { name: /^(Save edit|Leave|Discard draft)$/ })
      expect(await actions.evaluateAll(faultsOf)).toEqual([])
      expect(await actions.count()).toBe(3)
      const width = (await form.boundingBox())?.width ?? 0
      for (const field of await form.locator('textarea').all()) {
        expect((await field.boundingBox())?.width ?? 0).toBeGreaterThan(width - 40)
      }
    })

    it('shows what a bulk action is about, and Enter confirms it', async () => {
      const page = await reviewing(viewport)
      await page.getByRole('button', { name: 'All shown' }).click()
      await page.getByRole('menuitem', { name: /Reject all/ }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('article').first().waitFor()
      const buttons = dialog.getByRole('button', { name: /^(Cancel|Reject 8 proposals)$/ })
      await buttons.nth(1).waitFor()
      expect(await buttons.evaluateAll(faultsOf)).toEqual([])
      await page.keyboard.press('Enter')
      await page.getByText('Everything is decided').waitFor()
      await page.keyboard.press('u')
      await page.getByRole('region', { name: 'Proposed negative' }).waitFor()
    })
  })
})
