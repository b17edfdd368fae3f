import { beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { StudyId } from '#shared/contract/ids.ts'
import { Run, RunSelection } from '#shared/contract/runs.ts'
import { DEFAULT_SETTINGS } from '#shared/contract/system.ts'
import { selects } from '#shared/runs/run-selection.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import { datasetLike } from '../testing/dataset-like.ts'
import type { FakeAnswers } from '../testing/fake-engine.ts'
import { renderStudio } from '../testing/render-studio.tsx'
import { runLike } from '../testing/run-like.ts'
import { studyLike } from '../testing/study-like.ts'

const movies = datasetLike(1, 'Movies')
const shop = datasetLike(2, 'Shop')

/** Newest first, as the engine lists them. */
const RUNS: readonly Run[] = [
  runLike(5, { name: 'Shop run', dataset: shop.id, datasetName: 'Shop' }),
  runLike(4, { name: 'LightGCN best', validation: { 'recall@20': 0.3 }, test: { 'recall@20': 0.2 } }),
  runLike(3, { name: 'NegGen', config: configFrom({ model: 'neggen' }), validation: { 'recall@20': 0.1 } }),
  runLike(2, { name: 'LightGCN live', state: 'running', trainingSince: 1, tags: ['paper'] }),
  runLike(1, { name: 'LightGCN broken', state: 'failed', tags: ['paper', 'old'] }),
]

function answersFor(runs: readonly Run[]): FakeAnswers {
  return {
    catalogue: { datasets: () => [shop, movies] },
    jobs: { list: () => [] },
    runs: {
      list: (selection) => runs.filter((run) => selects(RunSelection.parse(selection), run)),
      epochs: () => [],
      label: ({ run: id, labels }) => {
        const run = runs.find((candidate) => candidate.id === id)
        if (run === undefined) throw new Error(`no run ${id}`)
        return Run.parse({ ...run, ...labels, name: labels.customName ?? run.name })
      },
    },
    snapshots: { list: () => [] },
    system: { settings: () => DEFAULT_SETTINGS },
  }
}

const table = page.getByRole('table', { name: 'Runs' })

/** From the top down. */
async function shownNames(): Promise<string[]> {
  await expect.element(table).toBeVisible()
  return table
    .getByRole('checkbox')
    .elements()
    .map((box) => box.getAttribute('aria-label')?.replace('Show ', '') ?? '')
}

beforeEach(() => localStorage.clear())

it('has running runs first, and the newest first among the others', async () => {
  await renderStudio('/train', answersFor(RUNS))
  expect(await shownNames()).toEqual(['LightGCN live', 'LightGCN best', 'NegGen', 'LightGCN broken'])
})

it('sorts by a column head, the other way round, and not at all, and keeps that in the address', async () => {
  await renderStudio('/train', answersFor(RUNS))
  const head = table.getByRole('columnheader', { name: 'Validation Recall@20' })
  await head.getByRole('button').click()
  await expect.element(head).toHaveAttribute('aria-sort', 'descending')
  expect((await shownNames()).slice(0, 2)).toEqual(['LightGCN best', 'NegGen'])
  expect(location.hash).toContain('sort=validation')
  await userEvent.keyboard('{Enter}')
  await expect.element(head).toHaveAttribute('aria-sort', 'ascending')
  expect((await shownNames()).slice(0, 2)).toEqual(['NegGen', 'LightGCN best'])
  await userEvent.keyboard('{Enter}')
  await expect.element(head).not.toHaveAttribute('aria-sort')
  expect((await shownNames())[0]).toBe('LightGCN live')
})

it('opens as the address says', async () => {
  await renderStudio('/train?dataset=all&sort=name&direction=down&name=run', answersFor(RUNS))
  expect(await shownNames()).toEqual(['Shop run'])
  await expect.element(table.getByRole('columnheader', { name: 'Data set' })).toBeVisible()
})

it('filters by state, model, tag and words, and clears the filters', async () => {
  await renderStudio('/train', answersFor(RUNS))
  await page.getByRole('combobox', { name: 'State' }).selectOptions('Failed')
  await expect.poll(shownNames).toEqual(['LightGCN broken'])
  expect(location.hash).toContain('state=failed')
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.getByRole('combobox', { name: 'Model' }).selectOptions('LightGCN')
  await page.getByRole('combobox', { name: 'Tag' }).selectOptions('paper')
  await expect.poll(shownNames).toEqual(['LightGCN live', 'LightGCN broken'])
  await expect.element(page.getByText('2 of 4 runs')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await userEvent.keyboard('/')
  await userEvent.keyboard('light best')
  await expect.poll(shownNames).toEqual(['LightGCN best'])
  // The field keeps the focus while the address changes: what is typed on is no command of the page.
  await userEvent.keyboard('n')
  await expect.element(page.getByText('No run passes these filters.')).toBeVisible()
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
})

it('leaves runs of studies out until they are asked for', async () => {
  const study = { id: StudyId.parse(7), name: 'Samplers', arm: 'uniform', stage: 'final' } as const
  await renderStudio('/train', {
    ...answersFor([...RUNS, runLike(9, { name: 'Of a study', study })]),
    studies: { list: () => [studyLike(study.id, { name: study.name })] },
  })
  expect(await shownNames()).not.toContain('Of a study')
  await expect.element(page.getByText('4 runs')).toBeVisible()
  const choice = page.getByRole('combobox', { name: 'Studies' })
  await choice.selectOptions('With runs of studies')
  await expect.poll(shownNames).toContain('Of a study')
  await choice.selectOptions('Of Samplers')
  await expect.poll(shownNames).toEqual(['Of a study'])
  expect(location.hash).toContain('study=7')
})

it('moves through the runs by key', async () => {
  await renderStudio('/train', answersFor(RUNS))
  await expect.element(page.getByRole('heading', { name: 'LightGCN live' })).toBeVisible()
  await userEvent.keyboard('jj')
  await expect.element(page.getByRole('heading', { name: 'NegGen' })).toBeVisible()
  await userEvent.keyboard('k')
  await expect.element(page.getByRole('heading', { name: 'LightGCN best' })).toBeVisible()
})

it('renames a run on Enter, and not on Escape', async () => {
  await renderStudio('/train', answersFor(RUNS))
  await expect.element(page.getByRole('heading', { name: 'LightGCN live' })).toBeVisible()
  const field = page.getByRole('textbox', { name: 'Name of the run' })
  await userEvent.keyboard('e')
  await field.fill('Nonsense')
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByRole('heading', { name: 'LightGCN live' })).toBeVisible()
  await page.getByRole('button', { name: 'Rename' }).click()
  await field.fill('Main result')
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('heading', { name: 'Main result' })).toBeVisible()
  expect((await shownNames())[0]).toBe('Main result')
})

it('keeps tags and notes', async () => {
  const asked: unknown[] = []
  const answers = answersFor(RUNS)
  const label = answers.runs?.label
  await renderStudio('/train', {
    ...answers,
    runs: {
      ...answers.runs,
      label: (input) => {
        asked.push(input.labels)
        return label?.(input) ?? Promise.reject(new Error('unreachable'))
      },
    },
  })
  const tags = page.getByRole('combobox', { name: 'Tags' }).or(page.getByRole('textbox', { name: 'Tags' }))
  await tags.fill('ablation')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => asked).toEqual([{ tags: ['paper', 'ablation'] }])
  const notes = page.getByRole('textbox', { name: 'Notes' })
  await notes.fill('thrown away')
  await userEvent.keyboard('{Escape}')
  await expect.element(notes).toHaveValue('')
  await notes.fill('warm start')
  await page.getByRole('heading', { name: 'Train', level: 1 }).click()
  await expect.poll(() => asked).toEqual([{ tags: ['paper', 'ablation'] }, { notes: 'warm start' }])
  await expect.element(notes).toHaveValue('warm start')
})

it('keeps a thousand runs out of the document but for those on screen', async () => {
  const many = Array.from({ length: 1000 }, (_, place) => runLike(1000 - place, {}))
  await renderStudio('/train', answersFor(many))
  await expect.element(table).toHaveAttribute('aria-rowcount', '1001')
  expect((await shownNames()).length).toBeLessThan(60)
  await table.getByRole('columnheader', { name: 'Run', exact: true }).getByRole('button').click()
  await expect.poll(async () => (await shownNames())[0]).toBe('run 1')
})

it('pauses by button and by key, and asks before it removes', async () => {
  const asked: string[] = []
  const answers = answersFor(RUNS)
  const [, , , live] = RUNS
  if (live === undefined) throw new Error('no running run')
  await renderStudio('/train', {
    ...answers,
    runs: {
      ...answers.runs,
      pause: ({ run }) => {
        asked.push(`pause ${run}`)
        return live
      },
      remove: ({ run }) => {
        asked.push(`remove ${run}`)
        return { removed: true }
      },
    },
  })
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect.poll(() => asked).toEqual(['pause 2'])
  await userEvent.keyboard('p')
  await expect.poll(() => asked).toEqual(['pause 2', 'pause 2'])
  await userEvent.keyboard('j{Delete}')
  const confirm = page.getByRole('dialog').getByRole('button', { name: 'Remove 1 run' })
  await expect.element(confirm).toBeVisible()
  expect(asked).toHaveLength(2)
  await confirm.click()
  await expect.poll(() => asked.at(-1)).toBe('remove 4')
})

it('offers the same actions by button, palette and key list', async () => {
  await renderStudio('/train', answersFor(RUNS))
  await expect.element(page.getByRole('button', { name: 'Pause' })).toBeEnabled()
  await expect.element(page.getByRole('button', { name: 'Remove' })).toBeDisabled()
  await userEvent.keyboard('{Control>}k{/Control}')
  await page.getByRole('textbox', { name: 'Command palette' }).fill('Pause')
  await expect.element(page.getByRole('dialog').getByText('Pause')).toBeVisible()
  await page.getByRole('textbox', { name: 'Command palette' }).fill('Remove')
  await expect.element(page.getByText('Nothing is called that')).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
  await userEvent.keyboard('?')
  await expect.element(page.getByRole('button', { name: 'Change the key of: Pause' })).toBeVisible()
})
