import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { launchBrowser, testBrowser } from '#tests/support/browser.ts'
import { openPage } from '#tests/support/open-page.ts'
import { root, serveStudio, studio, temporaryFolder } from '#tests/support/studio.ts'

const DATASET = 'Sample shop (synthetic)'
const PICTURE = join(root, 'docs', 'images', 'review.png')
const NEEDS_BROWSER = testBrowser === null ? ' [needs Chromium, Chrome or Edge]' : ''

// UPDATE_PICTURES=1 npx vitest run --project e2e tests/e2e/readme-picture.test.ts
it.skipIf(testBrowser === null)(
  `the review page can be pictured for the README${NEEDS_BROWSER}`,
  async () => {
    const workspace = temporaryFolder(onTestFinished)
    expect(await studio(workspace, 'init', '--sample')).toMatchObject({ code: 0 })
    const proposed = await studio(
      workspace,
      ...['propose', '--dataset', DATASET, '--generator', 'rule-based', '--limit', '12'],
    )
    expect(proposed).toMatchObject({ code: 0 })
    const engine = await serveStudio(workspace)
    onTestFinished(() => engine.stop())
    const browser = await launchBrowser()
    onTestFinished(() => browser.close())
    const page = await openPage(browser, engine, { colorScheme: 'light' })
    await page.keyboard.press('Control+3')
    await page.getByRole('region', { name: 'Proposed negative' }).waitFor()
    await expect
      .poll(() => page.evaluate(`[...document.images].every(({ complete }) => complete)`))
      .toBe(true)
    const picture = await page.screenshot()
    expect(picture.length).toBeGreaterThan(20_000)
    if (process.env.UPDATE_PICTURES !== undefined) {
      mkdirSync(dirname(PICTURE), { recursive: true })
      writeFileSync(PICTURE, picture)
    }
  },
)
