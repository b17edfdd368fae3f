import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { launchBrowser, testBrowser } from '#tests/support/browser.ts'
import { openPage } from '#tests/support/open-page.ts'
import { serveStudio, studio, temporaryFolder } from '#tests/support/studio.ts'

const DATASET = 'Sample shop (synthetic)'
const NEEDS_BROWSER = testBrowser === null ? ' [needs Chromium, Chrome or Edge]' : ''

describe.skipIf(testBrowser === null)(`the map, in a browser${NEEDS_BROWSER}`, () => {
  it('draws items and negatives, and takes what is brushed to the review', async () => {
    const workspace = temporaryFolder(onTestFinished)
    expect((await studio(workspace, 'init', '--sample')).code).toBe(0)
    const propose = ['propose', '--dataset', DATASET, '--generator', 'rule-based', '--limit', '40']
    expect((await studio(workspace, ...propose)).code).toBe(0)
    const engine = await serveStudio(workspace)
    onTestFinished(() => engine.stop())
    const browser = await launchBrowser()
    onTestFinished(() => browser.close())
    const page = await openPage(browser, engine)
    page.setDefaultTimeout(60_000)
    await page.evaluate(`localStorage.setItem('annotator', '"Ada"')`)

    await page.goto(new URL('/#/catalogue?tab=map', page.url()).href)
    await page.getByRole('button', { name: 'Draw the map' }).click()
    const map = page.getByRole('img', { name: /^Map of 320 items and 40 negatives/ })
    await map.waitFor()
    const box = await map.boundingBox()
    if (box === null) throw new Error('the map has no place on the page')
    const { x, y, width, height } = box

    // Around everything, and then around a half of it.
    const drag = async (share: number) => {
      await page.mouse.move(x + 4, y + 4)
      await page.mouse.down()
      await page.mouse.move(x + (width * share) / 2, y + height / 2, { steps: 4 })
      await page.mouse.move(x + width * share - 4, y + height - 4, { steps: 4 })
      await page.mouse.up()
    }
    await drag(1)
    await page.getByRole('heading', { name: '40 chosen' }).waitFor()
    const count = async () => {
      // What was drawn shows with the next frame.
      await page.evaluate('new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))')
      return Number.parseInt((await page.getByRole('heading', { name: / chosen$/ }).textContent()) ?? '', 10)
    }
    let share = 0.2
    await expect
      .poll(
        async () => {
          share += 0.1
          await drag(share)
          return count()
        },
        { timeout: 60_000 },
      )
      .toSatisfy((chosen: number) => chosen > 0 && chosen < 40)
    const chosen = await count()

    // STUDIO_SCREENSHOTS=DIR keeps a picture of each scheme, to look at.
    const pictures = process.env.STUDIO_SCREENSHOTS
    if (pictures !== undefined) {
      await page.getByRole('list', { name: 'Chosen' }).getByRole('button').first().hover()
      await page.getByText('→').first().waitFor()
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await page.screenshot({ path: join(pictures, `map-${colorScheme}.png`) })
      }
    }

    await page.getByRole('button', { name: 'Review these' }).click()
    await page.getByRole('region', { name: 'Proposed negative' }).waitFor()
    await page.getByRole('button', { name: 'Filters (1)' }).click()
    await page.getByText(`${chosen} chosen on the map`).waitFor()
    await page.keyboard.press('Escape')
    const state = page.getByRole('radiogroup', { name: 'State' })
    const pending = state.getByText(`Pending ${chosen}`, { exact: true })
    await pending.waitFor()
    await page.reload()
    await pending.waitFor()
  })
})
