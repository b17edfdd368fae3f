import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { ServedStudio } from './studio.ts'

/** A page of the studio at 1280 x 800, once it is connected. Closing its context closes it. */
export async function openPage(
  browser: Browser,
  engine: Pick<ServedStudio, 'client'>,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  await page.goto((await engine.client.access.invite()).url)
  await page.getByRole('button', { name: 'Engine connected' }).waitFor()
  return page
}
