import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { launchBrowser, testBrowser } from '#tests/support/browser.ts'
import { startOllamaDouble } from '#tests/support/ollama-double/server.ts'
import {
  moviesFolder,
  type ServedStudio,
  serveStudio,
  studio,
  temporaryFolder,
} from '#tests/support/studio.ts'

const PROPOSALS = 20
const PATIENTLY = { timeout: 20_000 }
const NEEDS_BROWSER = testBrowser === null ? ' [needs Chromium, Chrome or Edge]' : ''

describe.skipIf(testBrowser === null)(`the main job, in a browser${NEEDS_BROWSER}`, () => {
  it('goes from the sample catalogue to a comparison', async () => {
    const workspace = temporaryFolder(onTestFinished)
    expect((await studio(workspace, 'init', '--sample')).code).toBe(0)
    const { page, engine } = await openStudio(workspace)
    await throughTheLoop(page, engine)
  })

  const needsMovies = moviesFolder === null ? ' [needs ../shared/data/movies]' : ''
  it.skipIf(moviesFolder === null)(`goes from the movies' files to a comparison${needsMovies}`, async () => {
    const folder = moviesFolder ?? ''
    const { page, engine } = await openStudio(temporaryFolder(onTestFinished))
    await importMovies(page, folder)
    await throughTheLoop(page, engine)
  })
})

/** Starts engine, Ollama double and browser, and opens the studio; what breaks in the page fails the test. */
async function openStudio(workspace: string): Promise<{ page: Page; engine: ServedStudio }> {
  const double = await startOllamaDouble()
  onTestFinished(() => double.close())
  const engine = await serveStudio(workspace)
  onTestFinished(() => engine.stop())
  await engine.client.system.saveSettings({ ollamaHost: double.url, model: double.visionModel })
  const browser = await launchBrowser()
  onTestFinished(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  page.setDefaultTimeout(30_000)
  const broken: string[] = []
  page.on('pageerror', (error) => broken.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') broken.push(message.text())
  })
  onTestFinished(() => expect(broken).toEqual([]))
  await page.goto(engine.url)
  await page.getByRole('button', { name: 'Engine connected' }).waitFor()
  return { page, engine }
}

/** Types the paths, takes the guessed meaning of the columns, and imports. */
async function importMovies(page: Page, folder: string): Promise<void> {
  await page.getByRole('link', { name: 'Catalogue' }).click()
  await page.getByRole('link', { name: 'Import', exact: true }).click()
  for (const [field, path] of [
    ['Items', join(folder, 'items.csv')],
    ['Interactions', join(folder, 'ratings.csv')],
    ['Pictures', folder],
  ] as const) {
    const box = page.getByRole('combobox', { name: field, exact: true })
    await box.fill(path)
    await box.press('Tab')
  }
  await page.getByRole('textbox', { name: 'Name' }).fill('movies')
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByText('movies is imported').waitFor({ timeout: 120_000 })
  await page.getByText('56,203').first().waitFor()
}

async function throughTheLoop(page: Page, engine: ServedStudio): Promise<void> {
  await propose(page)
  await review(page, engine)
  await saveSnapshot(page)
  await train(page)
  await compare(page)
}

async function propose(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Generate' }).click()
  await page.getByText('Ollama model', { exact: true }).click()
  await page.getByRole('textbox', { name: 'Number of items' }).fill(String(PROPOSALS))
  await page.getByRole('button', { name: 'Start generating' }).click()
  await page.getByRole('article').getByText('finished', { exact: true }).waitFor()
  await page.getByText(`${PROPOSALS} of ${PROPOSALS}`).waitFor()
}

/** Accepts, rejects, skips, edits and takes back, with nothing but the keyboard. */
async function review(page: Page, engine: ServedStudio): Promise<void> {
  await page.keyboard.press('Control+3')
  await page.getByRole('region', { name: 'Proposed negative' }).waitFor()
  const counts = async () => {
    const [dataset] = (await engine.client.catalogue.datasets()).slice(-1)
    if (dataset === undefined) throw new Error('no data set')
    return (await engine.client.review.progress({ dataset: dataset.id })).counts
  }

  await page.keyboard.press('a')
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ada')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await expect.poll(counts, PATIENTLY).toMatchObject({ accepted: 1 })

  await page.keyboard.press('r')
  await expect.poll(counts, PATIENTLY).toMatchObject({ accepted: 1, rejected: 1 })
  await page.keyboard.press('u')
  await expect.poll(counts, PATIENTLY).toMatchObject({ accepted: 1, rejected: 0 })

  await page.keyboard.press('e')
  const text = page.getByRole('textbox', { name: /^Text/ })
  await text.waitFor()
  await text.press('End')
  await text.pressSequentially(' Hand-edited: are you sure?')
  await page.keyboard.press('Control+Enter')
  await expect.poll(counts, PATIENTLY).toMatchObject({ accepted: 1, edited: 1 })

  await page.keyboard.press('s')
  await expect.poll(counts, PATIENTLY).toMatchObject({ skipped: 1 })
  // Faster than the engine answers: no key may be lost, none may hit the wrong item.
  for (let proposal = 3; proposal < PROPOSALS; proposal++) await page.keyboard.press('a')
  await expect.poll(counts, PATIENTLY).toEqual({
    pending: 0,
    accepted: PROPOSALS - 2,
    edited: 1,
    rejected: 0,
    skipped: 1,
  })
  const [edited] = (await listEdited(engine)).map((proposal) => proposal.id)
  if (edited === undefined) throw new Error('no edited proposal')
  expect((await engine.client.review.card({ proposal: edited })).current.text).toContain('are you sure?')
}

async function listEdited(engine: ServedStudio) {
  const dataset = (await engine.client.catalogue.datasets()).at(-1)
  if (dataset === undefined) throw new Error('no data set')
  const list = await engine.client.proposals.list({ filter: { dataset: dataset.id, states: ['edited'] } })
  return list.proposals
}

async function saveSnapshot(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save snapshot' }).click()
  await page.getByRole('textbox', { name: 'Name of the new snapshot' }).fill('first')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('link', { name: 'Train with it' }).first().click()
}

async function train(page: Page): Promise<void> {
  for (const model of ['NegGen', 'LightGCN']) {
    const drawer = page.getByRole('dialog')
    if (!(await drawer.isVisible())) await page.getByRole('button', { name: 'New run' }).click()
    await drawer.getByRole('radio', { name: model, exact: true }).click()
    await drawer.getByRole('textbox', { name: 'Epochs at most' }).fill('5')
    await drawer.getByRole('button', { name: /^Start \d+ run/ }).click()
    await drawer.waitFor({ state: 'hidden' })
  }
  const table = page.getByRole('table', { name: 'Runs' })
  await expect.poll(() => table.getByText('Finished', { exact: true }).count(), { timeout: 120_000 }).toBe(2)
}

async function compare(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Compare' }).first().click()
  await page.getByRole('button', { name: 'Choose all' }).click()
  const metrics = page.getByRole('table', { name: 'Test metrics' })
  await metrics.waitFor()
  await metrics.getByText('Recall@20').first().waitFor()
  await page.getByRole('region', { name: 'Verdict' }).getByText(/users/).first().waitFor()
}
