import type { Locator, Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { launchBrowser, testBrowser } from '#tests/support/browser.ts'
import { openPage } from '#tests/support/open-page.ts'
import { serveStudio, studio, temporaryFolder } from '#tests/support/studio.ts'

const PROPOSALS = 6
const NEEDS_BROWSER = testBrowser === null ? ' [needs Chromium, Chrome or Edge]' : ''

describe.skipIf(testBrowser === null)(`the whole flow by keyboard alone${NEEDS_BROWSER}`, () => {
  it('generates, reviews, saves, trains and compares', async () => {
    const workspace = temporaryFolder(onTestFinished)
    expect((await studio(workspace, 'init', '--sample')).code).toBe(0)
    const engine = await serveStudio(workspace)
    onTestFinished(() => engine.stop())
    const browser = await launchBrowser()
    onTestFinished(() => browser.close())
    const page = await openPage(browser, engine)
    page.setDefaultTimeout(30_000)
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
    }

    await press('g', 'g')
    await page.getByRole('button', { name: 'Start generating' }).waitFor()
    await tabTo(page, 'Number of items')
    await press('Control+a')
    await page.keyboard.type(String(PROPOSALS))
    await press('Control+Enter')
    await page.getByRole('article').getByText('finished', { exact: true }).waitFor()
    await leaveField(page)
    await press('g', 'n')
    await page.getByRole('region', { name: 'Proposed negative' }).waitFor()
    await press('a')
    await page.getByRole('textbox', { name: 'Your name' }).waitFor()
    await page.keyboard.type('Ada')
    await press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await press('r')
    for (let left = PROPOSALS - 2; left > 0; left--) await press('a')
    await page.getByText('Everything is decided').waitFor()

    await press('g', 'n')
    const name = page.getByRole('textbox', { name: 'Name of the new snapshot' })
    await expect.poll(() => name.inputValue()).toBe('Curated 1')
    await press('Enter')
    const further = page.getByRole('link', { name: 'Train with Curated 1' })
    await further.waitFor()
    await expect.poll(() => hasFocus(page, further)).toBe(true)
    await press('Enter')

    const form = page.getByRole('dialog', { name: 'New run' })
    await form.waitFor()
    for (const [field, value] of [
      ['Number of seeds', '2'],
      ['Epochs at most', '2'],
    ] as const) {
      await tabTo(page, field)
      await press('Control+a')
      await page.keyboard.type(value)
    }
    await press('Control+Enter')
    await form.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Compare finished runs' }).waitFor({ timeout: 120_000 })

    await press('g', 'n')
    const metrics = page.getByRole('table', { name: 'Test metrics' })
    await metrics.getByText('Recall@20').first().waitFor()
    const { runs } = engine.client
    expect(await runs.list({})).toMatchObject([{ state: 'finished' }, { state: 'finished' }])
  })
})

async function hasFocus(page: Page, element: Locator): Promise<boolean> {
  return (await element.and(page.locator(':focus')).count()) > 0
}

/** Tab by tab to the field of that label. */
async function tabTo(page: Page, label: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true }).first()
  await field.waitFor()
  for (let tabs = 0; tabs < 80; tabs++) {
    if (await hasFocus(page, field)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to ${label}`)
}

/** Keys that type are actions again once no field has the focus. */
async function leaveField(page: Page): Promise<void> {
  for (let tabs = 0; tabs < 10; tabs++) {
    if ((await page.locator('input:focus').count()) === 0) return
    await page.keyboard.press('Tab')
  }
}
