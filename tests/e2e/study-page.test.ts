import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { StudyId } from '#shared/contract/ids.ts'
import { launchBrowser, testBrowser } from '#tests/support/browser.ts'
import { openPage } from '#tests/support/open-page.ts'
import { serveStudio, studio, temporaryFolder } from '#tests/support/studio.ts'

const NEEDS_BROWSER = testBrowser === null ? ' [needs Chromium, Chrome or Edge]' : ''
/** Two arms by one seed: what the page says is of interest here, not what was found. */
const KEPT = ['Uniform (RNS)', 'Popularity^0.75 (PNS)']

describe.skipIf(testBrowser === null)(`a study, in a browser${NEEDS_BROWSER}`, () => {
  it('goes from a template to its sentence', async () => {
    const workspace = temporaryFolder(onTestFinished)
    expect((await studio(workspace, 'init', '--sample')).code).toBe(0)
    const engine = await serveStudio(workspace)
    onTestFinished(() => engine.stop())
    const browser = await launchBrowser()
    onTestFinished(() => browser.close())
    const page = await openPage(browser, engine)
    page.setDefaultTimeout(30_000)

    await page.getByRole('link', { name: 'Studies' }).click()
    await page.getByRole('link', { name: /Which sampler/ }).click()
    await leaveOutAllBut(page, KEPT)
    await page.getByRole('textbox', { name: 'Name' }).fill('Small')
    await page.getByRole('textbox', { name: 'Seeds' }).fill('1')
    await page.getByRole('textbox', { name: 'Trials of each arm' }).fill('1')
    await page.getByRole('textbox', { name: 'Epochs at most' }).fill('2')
    await page.getByText(/^4 trainings on/).waitFor()
    await page.keyboard.press('Control+Enter')

    await page.getByRole('heading', { name: 'Small', level: 1 }).waitFor()
    // What the engine announces brings the page to its end: nothing is loaded anew.
    await page.locator('header').getByText('Finished').waitFor({ timeout: 120_000 })
    const study = StudyId.parse(Number(new URL(page.url()).hash.match(/study=(\d+)/)?.[1]))
    const results = await engine.client.studies.results({ study })
    const conclusion = page.getByRole('region', { name: 'Conclusion' })
    await conclusion.getByText(results.conclusion, { exact: true }).waitFor()
    expect(results.conclusion).toContain('Recall@20')
    const arms = page.getByRole('table', { name: 'Arms' })
    for (const { label, mean } of results.arms) {
      const row = arms.getByRole('row').filter({ has: page.getByRole('rowheader', { name: label }) })
      expect(await row.textContent()).toContain(mean['recall@20']?.toFixed(4))
    }
    expect(await page.getByRole('table', { name: 'Trainings' }).getByRole('link').count()).toBe(4)

    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByRole('menuitem', { name: 'As CSV' }).click()
    expect((await download).suggestedFilename()).toMatch(/\.csv$/)

    // Its trainings are runs like others, and only there when they are asked for.
    await page.getByRole('table', { name: 'Trainings' }).getByRole('link').last().click()
    await page.getByRole('table', { name: 'Runs' }).waitFor()
    await page.getByRole('combobox', { name: 'Studies' }).selectOption('')
    await page.getByText('All runs here are trainings of studies.').waitFor()
  })
})

async function leaveOutAllBut(page: Page, kept: readonly string[]): Promise<void> {
  const others = page.getByRole('button', { name: /^Leave .* out$/ })
  await others.first().waitFor()
  const names = await others.evaluateAll((buttons) =>
    buttons.map((button) => button.getAttribute('aria-label') ?? ''),
  )
  for (const name of names.filter((label) => !kept.some((arm) => label.includes(arm)))) {
    await page.getByRole('button', { name, exact: true }).click()
  }
}
