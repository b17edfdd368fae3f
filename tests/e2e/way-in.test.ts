import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { Annotator } from '#shared/contract/ids.ts'
import { launchBrowser, testBrowser } from '#tests/support/browser.ts'
import { type ServedStudio, serveStudio, studio, temporaryFolder } from '#tests/support/studio.ts'

const screenshots = process.env.STUDIO_SCREENSHOTS

async function shoot(page: Page, name: string): Promise<void> {
  if (screenshots === undefined) return
  mkdirSync(screenshots, { recursive: true })
  await page.screenshot({ path: join(screenshots, `${name}.png`) })
}

describe.skipIf(testBrowser === null)('the way in, in a browser [needs a browser]', () => {
  let browser: Browser
  let workspace: string
  let engine: ServedStudio
  const cleanUp: (() => void)[] = []

  beforeAll(async () => {
    browser = await launchBrowser()
    workspace = temporaryFolder((clean) => cleanUp.push(clean))
    await studio(workspace, 'init', '--sample')
    const proposed = await studio(
      workspace,
      'propose',
      '--dataset',
      'Sample shop (synthetic)',
      '--generator',
      'rule-based',
      '--limit',
      '20',
    )
    expect(proposed.code, proposed.stderr).toBe(0)
    // What opens the browser is none on this machine's path: the file that it would be given is there all the same.
    engine = await serveStudio(workspace, '--open')
  })

  afterAll(async () => {
    await browser?.close()
    await engine?.stop()
    for (const clean of cleanUp) clean()
  })

  async function context(colorScheme: 'light' | 'dark' = 'light'): Promise<BrowserContext> {
    const made = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme })
    onTestFinished(() => made.close())
    return made
  }

  const connected = (page: Page) => page.getByRole('button', { name: 'Engine connected' }).waitFor()

  it('leads from the private file into the studio, once', async () => {
    const file = join(workspace, 'enter.html')
    // The address is printed first.
    await expect.poll(() => existsSync(file)).toBe(true)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
    const page = await (await context()).newPage()
    await page.goto(pathToFileURL(file).href)
    await connected(page)
    expect(page.url()).not.toContain('code=')
    const second = await (await context()).newPage()
    await second.goto(pathToFileURL(file).href)
    await second.getByText('lets a browser in only once').waitFor()
    await shoot(second, 'sign-in-used-light')
  })

  it.each(['light', 'dark'] as const)(
    'says what to do without a session, and takes a token, %s',
    async (scheme) => {
      const name = Annotator.parse(`Ana ${scheme}`)
      const { token, url } = await engine.client.access.addCurator({ name })
      const page = await (await context(scheme)).newPage()
      await page.goto(url ?? '')
      await page.getByText('This browser is not signed in to the studio.').waitFor()
      await shoot(page, `sign-in-${scheme}`)
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
      await page.keyboard.type('wrong')
      await page.keyboard.press('Enter')
      await page.getByText('no code and no token').waitFor()
      await shoot(page, `sign-in-wrong-${scheme}`)
      await page.getByLabel('Token or code').fill(token)
      await page.keyboard.press('Enter')
      await connected(page)

      await page.waitForURL(/#\/review/)
      expect(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts()).toEqual(
        [expect.stringContaining('Review'), expect.stringContaining('Curators')],
      )
      const accept = page.getByRole('toolbar', { name: 'Decide' }).getByRole('button', { name: /Accept/ })
      // Keys decide nothing before there is something on screen to decide.
      await expect.poll(() => accept.isEnabled()).toBe(true)
      await shoot(page, `curator-${scheme}`)
      await page.keyboard.press('a')
      await vi.waitFor(
        async () => {
          const [dataset] = await engine.client.catalogue.datasets()
          if (dataset === undefined) throw new Error('no data set')
          const { annotators } = await engine.client.review.progress({ dataset: dataset.id })
          expect(annotators).toContainEqual(expect.objectContaining({ annotator: name, decisions: 1 }))
        },
        { timeout: 15_000, interval: 100 },
      )
      await page.goto(new URL('/#/settings', page.url()).href)
      await page.waitForURL(/#\/review/)

      await page.getByRole('button', { name }).click()
      await page.getByRole('button', { name: 'Sign out' }).waitFor()
      await shoot(page, `curator-session-${scheme}`)
      await engine.client.access.removeCurator({ name })
      await page.getByText('The session of this browser is over').waitFor()
      await shoot(page, `session-over-${scheme}`)
      await page.getByRole('link', { name: 'Sign in again' }).click()
      await page.getByLabel('Token or code').waitFor()
    },
  )

  it.each(['light', 'dark'] as const)('is looked after on the settings page, %s', async (scheme) => {
    const { url } = await engine.client.access.invite()
    const page = await (await context(scheme)).newPage()
    await page.goto(url)
    await connected(page)
    await page.goto(new URL('/#/settings', page.url()).href)
    await page.getByLabel('New curator').fill(`Bo ${scheme}`)
    await page.getByRole('button', { name: 'Make a token' }).click()
    await page.getByText(`The token of Bo ${scheme} is shown this once.`).waitFor()
    await page.getByRole('button', { name: 'Let another browser in' }).click()
    const address = page.getByText(/^http:.*code=/)
    const invited = await (await context(scheme)).newPage()
    await invited.goto(await address.innerText())
    await connected(invited)
    await page.getByRole('group', { name: 'Access' }).scrollIntoViewIfNeeded()
    await shoot(page, `access-${scheme}`)
    const group = await new AxeBuilder({ page }).include('fieldset:has(table)').analyze()
    expect(group.violations).toEqual([])
    await page.getByRole('button', { name: `Let Bo ${scheme} in no more` }).click()
    await page.getByRole('cell', { name: `Bo ${scheme}`, exact: true }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Sign all browsers out' }).click()
    await invited.getByText('The session of this browser is over').waitFor()
    await page.getByText('The session of this browser is over').waitFor()
  })

  it.skipIf(process.platform === 'win32')(
    'leaves nothing in the workspace for other accounts to read',
    () => {
      const made = readdirSync(workspace, { recursive: true, encoding: 'utf8' })
      for (const part of ['media', 'access.json', 'studio.db-wal', 'enter.html']) expect(made).toContain(part)
      expect(['.', ...made].filter((path) => (statSync(join(workspace, path)).mode & 0o077) !== 0)).toEqual(
        [],
      )
    },
  )
})
