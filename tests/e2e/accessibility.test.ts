import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { launchBrowser, testBrowser } from '#tests/support/browser.ts'
import { openPage } from '#tests/support/open-page.ts'
import { type ServedStudio, serveStudio, studio, temporaryFolder } from '#tests/support/studio.ts'

const DATASET = 'Sample shop (synthetic)'
const NEEDS_BROWSER = testBrowser === null ? ' [needs Chromium, Chrome or Edge]' : ''

type Screen = readonly [name: string, open: (page: Page) => Promise<void>]

const at = (address: string, ready: (page: Page) => Promise<void>) => async (page: Page) => {
  await page.goto(new URL(`/#${address}`, page.url()).href)
  await ready(page)
}
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first()
const dialogAfter =
  (name: string, title?: string) =>
  async (page: Page): Promise<void> => {
    await button(page, name).click()
    await page.getByRole('dialog', title === undefined ? {} : { name: title }).waitFor()
  }
const onReview = at('/review', (page) => page.getByRole('region', { name: 'Proposed negative' }).waitFor())
const onTrain = at('/train', (page) => page.getByRole('table', { name: 'Runs' }).waitFor())

/** A screen that is reached from another one. */
const then = (open: Screen[1], further: (page: Page) => Promise<void>) => async (page: Page) => {
  await open(page)
  await further(page)
}
const press = (key: string) => (page: Page) => page.keyboard.press(key)
const click = (role: 'tab' | 'menuitem' | 'row' | 'gridcell', name?: string | RegExp) => (page: Page) =>
  page
    .getByRole(role, name === undefined ? {} : { name })
    .first()
    .click()
const dialog = (page: Page) => page.getByRole('dialog').last().waitFor()

const onItems = at('/catalogue', (page) => page.getByRole('gridcell').first().waitFor())
const onTemplates = then(
  at('/generate', (page) => page.getByRole('article').first().waitFor()),
  click('tab', 'Templates'),
)
const onSnapshots = then(onReview, dialogAfter('Save snapshot'))
const onRun = then(onTrain, (page) =>
  page.getByRole('table', { name: 'Runs' }).getByRole('row').nth(1).click(),
)

const onStudy = at('/studies?study=1', (page) => page.getByRole('table', { name: 'Hypotheses' }).waitFor())
const onPlan = at('/studies?plan=samplers', (page) =>
  page.getByRole('table', { name: 'Arms of the plan' }).waitFor(),
)

const SCREENS: readonly Screen[] = [
  ['catalogue: items', onItems],
  ['catalogue: one item', then(onItems, click('gridcell'))],
  [
    'catalogue: attributes',
    then(
      onItems,
      then(click('tab', 'Attributes'), (page) => page.getByRole('table', { name: 'Attributes' }).waitFor()),
    ),
  ],
  [
    'catalogue: map',
    at('/catalogue?tab=map', async (page) => {
      const draw = page.getByRole('button', { name: 'Draw the map' })
      const map = page.getByRole('img', { name: /^Map of/ })
      await draw.or(map).first().waitFor()
      if (await draw.isVisible()) await draw.click()
      await map.waitFor({ timeout: 60_000 })
      await button(page, /: choose \d+ negative/).click()
      await page.getByRole('list', { name: 'Chosen' }).getByRole('button').first().focus()
    }),
  ],
  ['catalogue: statistics', then(onItems, click('tab', 'Statistics'))],
  [
    'catalogue: a sample world',
    then(
      then(onItems, (page) => button(page, 'More about this data set').click()),
      then(click('menuitem', /sample world/), dialog),
    ),
  ],
  [
    'catalogue: remove the data set',
    then(
      then(onItems, (page) => button(page, 'More about this data set').click()),
      then(click('menuitem', /Remove/), dialog),
    ),
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
  ['generate: templates', onTemplates],
  ['generate: copy a template', then(onTemplates, dialogAfter('Copy'))],
  ['review', onReview],
  [
    'review: edit form',
    then(
      onReview,
      then(press('e'), (page) => page.getByRole('textbox', { name: /^Text/ }).waitFor()),
    ),
  ],
  [
    'review: put an attribute back',
    then(onReview, async (page) => {
      await page.keyboard.press('x')
      await page.keyboard.press('1')
      await button(page, /^Bring back/).waitFor()
    }),
  ],
  ['review: reasons for a rejection', then(onReview, then(press('Shift+R'), dialog))],
  [
    'review: history',
    then(then(onReview, then(press('h'), dialog)), (page) =>
      page.getByRole('table', { name: 'Steps' }).waitFor(),
    ),
  ],
  [
    'review: grid',
    at('/review?layout=grid', async (page) => {
      await page.getByRole('gridcell').first().waitFor()
      await page.keyboard.press('Shift+ArrowRight')
    }),
  ],
  ['review: saved views', then(onReview, then(press('w'), dialog))],
  ['review: go to a proposal', then(onReview, then(press('i'), dialog))],
  ['review: keys', then(onReview, then(press('?'), dialog))],
  ['review: provenance', then(onReview, dialogAfter('Provenance'))],
  ['review: curators', then(onReview, dialogAfter('Curators'))],
  [
    'review: a bulk action',
    then(
      then(onReview, (page) => button(page, 'All shown').click()),
      then(click('menuitem', /Accept all/), dialog),
    ),
  ],
  [
    "review: the curator's name",
    then(
      then(onReview, async (page) => {
        await page.evaluate(`localStorage.removeItem('annotator')`)
        await page.reload()
        await page.getByRole('region', { name: 'Proposed negative' }).waitFor()
      }),
      then(press('a'), dialog),
    ),
  ],
  ['review: snapshots', onSnapshots],
  ['review: export a snapshot', then(onSnapshots, dialogAfter('Export first', 'Export first'))],
  ['command palette', then(onReview, then(press('Control+k'), dialog))],
  ['train', onTrain],
  ['train: new run', then(onTrain, dialogAfter('New run'))],
  [
    'train: advanced settings',
    then(then(onTrain, dialogAfter('New run')), (page) => button(page, 'Advanced settings').click()),
  ],
  [
    'train: rename a run',
    then(
      onRun,
      then(press('e'), (page) => page.getByRole('textbox', { name: 'Name of the run' }).waitFor()),
    ),
  ],
  [
    'train: several runs',
    then(onTrain, async (page) => {
      await page.getByRole('checkbox', { name: /^Show/, checked: false }).first().click()
      await button(page, 'Compare').waitFor()
    }),
  ],
  [
    'train: filters that no run passes',
    at('/train?name=none', (page) => page.getByText('No run passes these filters.').waitFor()),
  ],
  ['train: log', then(onRun, dialogAfter('Log'))],
  ['train: remove a run', then(onRun, dialogAfter('Remove'))],
  [
    'compare',
    then(
      at('/compare', (page) => button(page, 'Choose all').click()),
      (page) => page.getByRole('table', { name: 'Test metrics' }).waitFor(),
    ),
  ],
  ['studies', at('/studies', (page) => page.getByRole('table', { name: 'Studies' }).waitFor())],
  ['studies: what one found', onStudy],
  ['studies: rename', then(onStudy, dialogAfter('Rename'))],
  ['studies: remove', then(onStudy, dialogAfter('Remove'))],
  ['studies: plan a new one', onPlan],
  [
    'studies: an arm left out',
    then(onPlan, async (page) => {
      await button(page, /^Leave .* out$/).click()
      // Tooltips stand outside the page's landmarks.
      await page.mouse.move(0, 0)
      await page.getByRole('tooltip').waitFor({ state: 'hidden' })
    }),
  ],
  ['studies: change a grid', then(onPlan, dialogAfter('Change the grid of'))],
  ['curators', at('/curators', (page) => page.getByRole('table', { name: 'Curators' }).waitFor())],
  ['settings', at('/settings', (page) => page.getByRole('heading', { name: 'Settings' }).first().waitFor())],
  ['a page that does not exist', at('/nowhere', (page) => page.getByText('There is no such page').waitFor())],
]

describe.skipIf(testBrowser === null)(`pages and dialogs pass axe${NEEDS_BROWSER}`, () => {
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
    await finishStudy(engine)
    browser = await launchBrowser()
  })

  afterAll(async () => {
    await browser.close()
    await engine.stop()
    for (const clean of cleanUp) clean()
  })

  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    it.each(SCREENS)('%s', async (name, open) => {
      const page = await openPage(browser, engine, { colorScheme, reducedMotion: 'reduce' })
      onTestFinished(() => page.context().close())
      page.setDefaultTimeout(15_000)
      await page.evaluate(`localStorage.setItem('annotator', '"Ada"')`)
      await open(page)
      // Colours are only right once nothing fades any more, and what was loading is there.
      await page.evaluate(`(${untilStill})()`)
      // STUDIO_SCREENSHOTS=DIR keeps a picture of each screen, to look at.
      const pictures = process.env.STUDIO_SCREENSHOTS
      if (pictures !== undefined) {
        const file = `${name.replace(/[^a-z]+/g, '-')}-${colorScheme}.png`
        await page.screenshot({ path: join(pictures, file) })
      }
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

/** A small study that has come to its end. */
async function finishStudy({ client }: ServedStudio): Promise<void> {
  const [dataset] = await client.catalogue.datasets()
  if (dataset === undefined) throw new Error('no data set')
  const draft = await client.studies.draft({
    template: 'samplers',
    replications: [{ dataset: dataset.id }],
  })
  const { arms, hypotheses } = draft
  const kept = arms.slice(0, 3).map((arm) => ({ ...arm, settings: { ...arm.settings, epochs: 2 } }))
  const names = kept.map(({ name }) => name)
  const plan = {
    ...draft,
    arms: kept,
    hypotheses: hypotheses.filter(({ arm, against }) => names.includes(arm) && names.includes(against)),
    seeds: [1, 2],
    tuning: { ...draft.tuning, trialsPerArm: 2 },
  }
  const { id } = await client.studies.create({ name: 'Which sampler?', plan })
  for (;;) {
    const { state, explanation } = await client.studies.get({ study: id })
    if (state === 'finished') return
    if (state === 'failed') throw new Error(explanation ?? 'the study failed')
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}

/** Runs in the page: resolves once no animation has run for 20 frames in a row, since some begin a frame late. */
const untilStill = `() =>
  new Promise((resolve) => {
    let still = 0
    const look = () => {
      const moves = document.getAnimations().some(({ playState }) => playState === 'running')
      still = moves ? 0 : still + 1
      if (still === 20) resolve()
      else requestAnimationFrame(look)
    }
    look()
  })`
