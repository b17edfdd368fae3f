import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { DatasetId, ItemId, TemplateId } from '#shared/contract/ids.ts'
import { DEFAULT_SETTINGS } from '#shared/contract/system.ts'
import type { Template } from '#shared/contract/templates.ts'
import { TryoutRequest } from '#shared/contract/tryouts.ts'
import { router } from '../../app/routes.tsx'
import { renderStudio } from '../../testing/render-studio.tsx'

const dataset = {
  id: DatasetId.parse(1),
  name: 'Mugs',
  synthetic: false,
  sample: null,
  createdAt: 0,
  counts: { items: 2, users: 0, interactions: 0, images: 0, train: 0, validation: 0, test: 0 },
}
const template: Template = {
  id: TemplateId.parse(7),
  kind: 'attributes',
  name: 'Mine',
  builtin: false,
  versions: [{ version: 1, system: 'You help.', prompt: 'What of {{text}}?', createdAt: 0 }],
}
const model = {
  name: 'seer',
  digest: '',
  bytes: 1,
  vision: true,
  thinking: false,
  contextLength: null,
  loaded: true,
}
const items = ['Red mug', 'Oak table'].map((title, at) => ({
  id: ItemId.parse(at + 1),
  externalId: String(at),
  title,
  category: null,
  image: null,
  interactions: 0,
  proposals: 0,
  descriptionLength: 0,
}))
const PROMPT = { system: 'You help.', prompt: 'What of a red mug?', estimatedTokens: 12 }

/** Each call answers one of two steps; the second makes the negative. */
function answerTo({ answered }: TryoutRequest) {
  const step = answered.length === 0 ? ('attributes' as const) : ('values' as const)
  const said = { promptTokens: 20, answerTokens: 5, milliseconds: 900 }
  const question = {
    step,
    ...PROMPT,
    ...said,
    picture: false,
    complaint: null,
    answer: '{"a":1}',
    violation: null,
  }
  return {
    questions: [question],
    answered: [{ step, template: null, ...said, answers: ['{"a":1}'] }],
    outcome: step === 'attributes' ? { state: 'answered' as const } : { state: 'made' as const, made: MADE },
  }
}
const MADE = {
  positive: { text: 'Red mug\n\nA red mug of clay.', visual: '' },
  negative: {
    text: 'Blue mug\n\nA blue mug of clay.',
    visual: '',
    attributes: [{ name: 'color', from: 'red', to: 'blue', modality: 'text' as const, reason: '' }],
  },
  flags: ['nearly-unchanged' as const],
  qualityMetrics: {
    contrastText: 0.004,
    contrastImage: null,
    balance: null,
    cohesion: null,
    falseNegativeRisk: 0.1,
    outsideEdits: 0,
  },
}

async function openTemplate(
  answer: (request: TryoutRequest) => unknown = answerTo,
): Promise<TryoutRequest[]> {
  const asked: TryoutRequest[] = []
  await renderStudio('/generate?tab=templates&template=7', {
    catalogue: { datasets: () => [dataset], items: () => ({ total: 2, items }) },
    runs: { list: () => [] },
    jobs: { list: () => [] },
    system: { settings: () => ({ ...DEFAULT_SETTINGS, model: 'seer' }) },
    ollama: { status: () => ({ state: 'connected', host: 'http://h', version: '1', models: [model] }) },
    openai: { status: () => ({ state: 'unset' }) },
    templates: { list: () => [template], preview: () => PROMPT },
    tryouts: {
      prompt: () => null,
      ask(request) {
        asked.push(TryoutRequest.parse(request))
        return answer(TryoutRequest.parse(request)) as ReturnType<typeof answerTo>
      },
    },
  })
  return asked
}

const negative = page.getByRole('region', { name: 'Negative' })

it('tries what is being written, step by step, on one item after the other, by keys alone', async () => {
  const asked = await openTemplate()
  const box = page.getByRole('textbox', { name: 'Prompt' })
  await box.fill('Which of {{text}}?')
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await expect.element(negative.getByRole('listitem')).toHaveTextContent('color red blue')
  await expect.element(negative.getByText('Nearly unchanged')).toBeVisible()
  expect(asked.map(({ item, answered }) => [item, answered.length])).toEqual([
    [1, 0],
    [1, 1],
  ])
  expect(asked[0]).toMatchObject({
    settings: { model: 'seer', attributes: 7 },
    drafts: { attributes: { system: 'You help.', prompt: 'Which of {{text}}?' } },
  })
  await userEvent.keyboard('{Control>}]{/Control}')
  await expect.element(page.getByRole('combobox', { name: 'Item' })).toHaveValue('Oak table')
  await expect.element(negative).not.toBeInTheDocument()
  expect(router.state.location.search).toMatchObject({ item: 2 })
  await userEvent.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}')
  await expect
    .element(page.getByRole('region', { name: 'Step attributes' }).getByText('keeps the rules'))
    .toBeVisible()
  expect(asked.slice(2).map(({ item }) => item)).toEqual([2])
  await expect.element(box).toHaveValue('Which of {{text}}?')
})

it('says what failed, and which answers are of an earlier text', async () => {
  const outcome = { state: 'failed', message: 'The server is gone.', retry: 'Start it.' }
  await openTemplate((request) => ({ ...answerTo(request), outcome }))
  await page.getByRole('button', { name: /^Ask/ }).click()
  await expect.element(page.getByText('The server is gone. Start it.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Prompt' }).fill('Other')
  await expect
    .element(page.getByRole('region', { name: 'Step attributes' }).getByText('of an earlier text or setting'))
    .toBeVisible()
})

it('stops asking', async () => {
  await openTemplate(() => new Promise(() => undefined))
  await page.getByRole('button', { name: /^Ask/ }).click()
  await page.getByRole('button', { name: /^Cancel/ }).click()
  await expect.element(page.getByRole('button', { name: /^Ask/ })).toBeEnabled()
})
