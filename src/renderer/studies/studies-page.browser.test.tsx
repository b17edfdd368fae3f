import { beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { StudyId } from '#shared/contract/ids.ts'
import { type Study, StudySummary } from '#shared/contract/studies.ts'
import { DEFAULT_SETTINGS } from '#shared/contract/system.ts'
import { StudyPlan } from '#shared/studies/plan.ts'
import { datasetLike } from '../testing/dataset-like.ts'
import type { FakeAnswers } from '../testing/fake-engine.ts'
import { renderStudio } from '../testing/render-studio.tsx'
import { runLike } from '../testing/run-like.ts'
import { planLike, resultsLike, studyLike } from '../testing/study-like.ts'

const movies = datasetLike(1, 'Movies')
const shop = datasetLike(2, 'Shop')

const STUDIES: readonly Study[] = [
  studyLike(1, {
    name: 'First',
    state: 'failed',
    conclusion: null,
    explanation: 'A training ran out of memory.',
  }),
  studyLike(2, {
    name: 'Second',
    state: 'running',
    conclusion: null,
    finishedAt: null,
    progress: { finished: 3, total: 10, secondsLeft: 90 },
  }),
  studyLike(3, { name: 'Third' }),
]

/** The engine's answers, and what it was asked to do. */
function engineWith(studies: readonly Study[]): { answers: FakeAnswers; asked: unknown[] } {
  const asked: unknown[] = []
  let known = [...studies]
  const found = (id: number): Study => {
    const study = known.find((other) => other.id === id)
    if (study === undefined) throw new Error(`no study ${id}`)
    return study
  }
  const become = (name: string, state: Study['state']) => (input: { study: number }) => {
    asked.push([name, input])
    known = known.map((study) => (study.id === input.study ? { ...study, state } : study))
    return found(input.study)
  }
  const answers: FakeAnswers = {
    catalogue: { datasets: () => [movies, shop] },
    jobs: { list: () => [] },
    runs: { list: () => [], get: ({ run }) => runLike(run, {}), epochs: () => [] },
    snapshots: { list: () => [] },
    system: {
      settings: () => DEFAULT_SETTINGS,
      backends: () => ({ backends: [], auto: { name: null, reason: 'none here' }, cores: 2 }),
    },
    studies: {
      list: () => known.map((study) => StudySummary.parse(study)),
      get: ({ study }) => found(study),
      results: ({ study }) => resultsLike(found(study)),
      draft: (input) => {
        asked.push(['draft', input])
        return planLike({
          replications: input.replications.map(({ dataset }) => ({
            dataset,
            snapshots: { curated: null, uncurated: null },
          })),
        })
      },
      create: (input) => {
        asked.push(['create', input])
        const study = studyLike(9, {
          name: input.name,
          plan: StudyPlan.parse(input.plan),
          state: 'queued',
          conclusion: null,
        })
        known = [...known, study]
        return StudySummary.parse(study)
      },
      pause: become('pause', 'paused'),
      resume: become('resume', 'running'),
      stop: become('stop', 'stopped'),
      rename: ({ study, name }) => {
        asked.push(['rename', name])
        known = known.map((other) => (other.id === study ? { ...other, name } : other))
        return found(study)
      },
      remove: ({ study }) => {
        asked.push(['remove', study])
        known = known.filter(({ id }) => id !== study)
        return { removed: true }
      },
    },
  }
  return { answers, asked }
}

const list = page.getByRole('table', { name: 'Studies' })
const shownNames = async () => {
  await expect.element(list).toBeVisible()
  return list
    .getByRole('link')
    .elements()
    .map((link) => link.textContent)
}
const heading = (name: string) => page.getByRole('heading', { name, level: 1, exact: true })
const button = (name: string) => page.getByRole('button', { name, exact: true })

beforeEach(() => localStorage.clear())

it('lists studies newest first, with sentence, progress and time left, and filters and sorts them', async () => {
  await renderStudio('/studies', engineWith(STUDIES).answers)
  expect(await shownNames()).toEqual(['Third', 'Second', 'First'])
  await expect.element(list.getByText(/no effect shown/)).toBeVisible()
  await expect.element(list.getByText('3 of 10 trainings, about 1 min 30 s left')).toBeVisible()
  await expect.element(list.getByText('A training ran out of memory.')).toBeVisible()
  await list.getByRole('button', { name: 'Study, and what it found' }).click()
  await expect.poll(shownNames).toEqual(['First', 'Second', 'Third'])
  await page.getByRole('combobox', { name: 'State' }).selectOptions('Failed')
  await expect.poll(shownNames).toEqual(['First'])
  expect(location.hash).toContain('state=failed')
  await button('Clear filters').click()
  await userEvent.keyboard('/')
  await userEvent.keyboard('effect')
  await expect.poll(shownNames).toEqual(['Third'])
})

it('offers the templates where there is no study, each a click from its plan', async () => {
  await renderStudio('/studies', engineWith([]).answers)
  await page.getByRole('link', { name: /Which sampler/ }).click()
  await expect.element(heading('New study')).toBeVisible()
  await expect.element(page.getByRole('radio', { name: 'Which sampler?' })).toBeChecked()
})

it('creates what the plan shows: fewer arms, other seeds and budget, on several data sets', async () => {
  const { answers, asked } = engineWith([])
  await renderStudio('/studies?plan=curated-negatives', answers)
  await expect.element(page.getByText(/15 trainings on Shop/)).toBeVisible()
  await page.getByRole('checkbox', { name: 'Movies' }).click()
  await expect.element(page.getByText(/30 trainings on Movies, Shop/)).toBeVisible()
  await button('Leave Popularity out').click()
  await expect.element(page.getByText(/28 trainings/)).toBeVisible()
  await page.getByRole('textbox', { name: 'Seeds' }).fill('4, 5')
  await page.getByRole('textbox', { name: 'Trials of each arm' }).fill('1')
  // One point to tune for two arms, and two seeds of three arms, on two data sets.
  await expect.element(page.getByText(/16 trainings/)).toBeVisible()
  await button('Change the grid of Curated negatives').click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'layers' }).fill('3')
  await button('Change the grid').click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Mine')
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await expect.element(heading('Mine')).toBeVisible()
  const [, created] = asked.findLast((entry) => Array.isArray(entry) && entry[0] === 'create') as [
    string,
    { name: string; plan: ReturnType<typeof planLike>; start: boolean },
  ]
  expect(created).toMatchObject({
    name: 'Mine',
    start: true,
    plan: { seeds: [4, 5], tuning: { trialsPerArm: 1 } },
  })
  expect(created.plan.arms.map(({ name, grid }) => [name, grid.layers])).toEqual([
    ['content', [1, 2]],
    ['curated', [3]],
    ['shuffled', undefined],
  ])
  expect(created.plan.replications.map(({ dataset }) => dataset)).toEqual([movies.id, shop.id])
})

it('says why a plan cannot be created', async () => {
  await renderStudio('/studies?plan=curated-negatives', engineWith([]).answers)
  await button('Leave Curated negatives out').click()
  await expect.element(page.getByText(/No hypothesis is left/)).toBeVisible()
  await expect.element(button('Create and start')).toBeDisabled()
  await button('Put Curated negatives back').click()
  await expect.element(button('Create and start')).toBeEnabled()
})

it('leads with the sentence, and has placebos beneath their arms and what each p speaks of', async () => {
  await renderStudio('/studies?study=3', engineWith(STUDIES).answers)
  await expect
    .element(page.getByRole('region', { name: 'Conclusion' }).getByText(/no effect shown/))
    .toBeVisible()
  const arms = page.getByRole('table', { name: 'Arms' })
  await expect.element(arms).toBeVisible()
  expect(
    arms
      .getByRole('rowheader')
      .elements()
      .map((head) => head.textContent),
  ).toEqual(['Content LightGCN', 'Curated negatives', '↳ Shuffled negatives, placebo', 'Popularity'])
  await expect.element(arms.getByText(/0.1300/)).toBeVisible()
  await page.getByRole('combobox', { name: 'Metric' }).selectOptions('NDCG@20')
  await expect.element(arms.getByText(/0.0470/)).toBeVisible()
  const tests = page.getByRole('table', { name: 'Hypotheses' })
  await expect.element(tests.getByText('further seeds and users', { exact: true }).first()).toBeVisible()
  await expect.element(tests.getByText('p = 0.042').first()).toBeVisible()
  await expect
    .element(page.getByRole('img', { name: /Difference of Recall@20.*Curated negatives \+0.0042/ }))
    .toBeVisible()
  await page.getByText('Activity of users').click()
  await expect.element(page.getByRole('columnheader', { name: /Least active quarter/ })).toBeVisible()
  await expect.element(page.getByRole('table', { name: 'Tuning of Content LightGCN' })).toBeVisible()
  await expect
    .element(page.getByRole('link', { name: 'Run 335' }))
    .toHaveAttribute('href', expect.stringContaining('335'))
})

it('pauses, resumes and stops by key, and concludes nothing before the end', async () => {
  const { answers, asked } = engineWith(STUDIES)
  await renderStudio('/studies?study=2', answers)
  await expect.element(page.getByText(/Nothing is concluded yet/)).toBeVisible()
  await expect.element(page.getByText('not concluded').first()).toBeVisible()
  await userEvent.keyboard('p')
  await expect.element(button('Resume')).toBeVisible()
  await userEvent.keyboard('p')
  await expect.element(button('Pause')).toBeVisible()
  await userEvent.keyboard('{Shift>}s{/Shift}')
  await button('Stop the study').click()
  await expect.element(button('Pause')).not.toBeInTheDocument()
  const study = StudyId.parse(2)
  expect(asked).toEqual([
    ['pause', { study }],
    ['resume', { study }],
    ['stop', { study }],
  ])
})

it('renames and removes a study', async () => {
  const { answers, asked } = engineWith(STUDIES)
  await renderStudio('/studies?study=3', answers)
  await expect.element(heading('Third')).toBeVisible()
  await userEvent.keyboard('e')
  await page.getByRole('textbox', { name: 'Name of the study' }).fill('Main result')
  await userEvent.keyboard('{Enter}')
  await expect.element(heading('Main result')).toBeVisible()
  await button('Remove').click()
  await button('Remove the study').click()
  await expect.poll(shownNames).toEqual(['Second', 'First'])
  expect(asked).toEqual([
    ['rename', 'Main result'],
    ['remove', StudyId.parse(3)],
  ])
})
