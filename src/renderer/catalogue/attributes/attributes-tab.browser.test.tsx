import { ORPCError } from '@orpc/client'
import { beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { AttributeVerdict } from '#shared/attributes/verdict.ts'
import type { AttributeSuggestion, CuratedAttribute } from '#shared/contract/attributes.ts'
import { Annotator, StepId } from '#shared/contract/ids.ts'
import { datasetLike } from '../../testing/dataset-like.ts'
import type { FakeAnswers } from '../../testing/fake-engine.ts'
import { renderStudio } from '../../testing/render-studio.tsx'

const shop = datasetLike(1, 'Shop')
const SUGGESTION: AttributeSuggestion = {
  source: 'rules',
  rule: 'spelling',
  reason: '“color” and “colour” are British and American spelling',
  verdicts: [{ kind: 'name', name: 'color', into: 'colour' }],
}

function attributeLike(name: string, parts: Partial<CuratedAttribute>): CuratedAttribute {
  const values = [{ value: 'dark red', merged: [], changed: 3, kept: 1, putBack: 0 }]
  return {
    name,
    merged: [],
    changed: 3,
    kept: 1,
    putBack: 0,
    role: 'undecided',
    roleBy: null,
    effectiveRole: 'key',
    values,
    ...parts,
  }
}

/** Keeps verdicts as the engine does, as far as this page shows them: roles, and suggestions until they are decided. */
function answersFor(steps: AttributeVerdict[][]): FakeAnswers {
  const roleOf = (name: string) => {
    const last = steps.flat().findLast((verdict) => verdict.kind === 'role' && verdict.name === name)
    return last?.kind === 'role' ? last.role : 'undecided'
  }
  const isOpen = () => !steps.flat().some(({ kind, name }) => kind === 'name' && name === 'color')
  return {
    catalogue: { datasets: () => [shop] },
    jobs: { list: () => [] },
    runs: { list: () => [] },
    attributes: {
      list: () => ({
        attributes: ['colour', 'brand'].map((name) => {
          const role = roleOf(name)
          const roleBy = role === 'undecided' ? null : { annotator: Annotator.parse('Ada'), at: 1 }
          return attributeLike(name, { role, roleBy })
        }),
        suggestions: isOpen() ? [SUGGESTION] : [],
      }),
      decide: ({ verdicts }) => ({ step: StepId.parse(steps.push(verdicts as AttributeVerdict[])) }),
      undo: () => {
        const last = steps.pop()
        if (last === undefined) return { undone: null }
        return { undone: { step: StepId.parse(steps.length + 1), description: 'the last verdict' } }
      },
    },
  }
}

const suggestions = page.getByRole('table', { name: 'Suggested merges' })
const row = (name: string) =>
  page.getByRole('table', { name: 'Attributes' }).getByRole('row', { name: new RegExp(`^${name}`) })

beforeEach(() => {
  localStorage.clear()
  localStorage.setItem('annotator', '"Ada"')
})

it('accepts a suggested merge by key, marks attributes, and takes that back', async () => {
  const steps: AttributeVerdict[][] = []
  await renderStudio('/catalogue?tab=attributes', answersFor(steps))
  await expect.element(suggestions).toBeVisible()
  await userEvent.keyboard('a')
  await expect.element(suggestions).not.toBeInTheDocument()
  expect(steps).toEqual([SUGGESTION.verdicts])
  await expect.element(row('colour')).toHaveAttribute('aria-current', 'true')
  await userEvent.keyboard('j')
  await expect.element(row('brand')).toHaveAttribute('aria-current', 'true')
  await userEvent.keyboard('2')
  await expect.element(row('brand').getByText('nuisance', { exact: true })).toBeVisible()
  await expect.element(row('colour').getByText('key by count')).toBeVisible()
  await userEvent.keyboard('u')
  await expect.element(row('brand').getByText('key by count')).toBeVisible()
  await userEvent.keyboard('u')
  await expect.element(suggestions).toBeVisible()
})

it('keeps apart what is not the same', async () => {
  const steps: AttributeVerdict[][] = []
  await renderStudio('/catalogue?tab=attributes', answersFor(steps))
  await expect.element(suggestions).toBeVisible()
  await userEvent.keyboard('x')
  await expect.element(suggestions).not.toBeInTheDocument()
  expect(steps).toEqual([[{ kind: 'name', name: 'color', into: 'color' }]])
})

it('merges a value by hand, and asks first who decides', async () => {
  localStorage.clear()
  const steps: AttributeVerdict[][] = []
  await renderStudio('/catalogue?tab=attributes', answersFor(steps))
  await expect.element(suggestions).toBeVisible()
  await userEvent.keyboard('jm')
  await page.getByRole('combobox', { name: 'What is merged' }).selectOptions('dark red')
  await page.getByRole('combobox', { name: 'Counts as' }).fill('Red')
  await page.getByRole('button', { name: 'Merge', exact: true }).click()
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ada')
  await page.getByRole('button', { name: 'Start curating' }).click()
  await expect
    .poll(() => steps)
    .toEqual([[{ kind: 'value', name: 'colour', value: 'dark red', into: 'red' }]])
})

it('asks the model for synonyms, stops asking, and says why the model cannot', async () => {
  const steps: AttributeVerdict[][] = []
  const answers = answersFor(steps)
  const asked: ((answer: { model: string; questions: number; merges: number } | Error) => void)[] = []
  await renderStudio('/catalogue?tab=attributes', {
    ...answers,
    attributes: {
      ...answers.attributes,
      askModel: () =>
        new Promise((resolve, reject) => {
          asked.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)))
        }),
    },
  })
  await expect.element(suggestions).toBeVisible()
  await userEvent.keyboard('s')
  await expect.element(page.getByText('The model is thinking', { exact: false })).toBeVisible()
  await userEvent.keyboard('s')
  // As a request ends that the window no longer waits for.
  asked[0]?.(new Error('aborted'))
  await expect.element(page.getByRole('button', { name: 'Ask the model' })).toBeVisible()
  await userEvent.keyboard('s')
  await expect.poll(() => asked).toHaveLength(2)
  asked[1]?.(
    new ORPCError('UNREACHABLE', {
      message: 'Ollama does not answer at http://127.0.0.1:11434.',
      defined: true,
    }),
  )
  await expect
    .element(page.getByRole('alert').getByText('Ollama does not answer', { exact: false }))
    .toBeVisible()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => asked).toHaveLength(3)
  asked[2]?.({ model: 'seer', questions: 3, merges: 2 })
  await expect.element(page.getByText('seer named 2 merges.')).toBeVisible()
  await expect
    .element(page.getByRole('alert').getByText('Ollama does not answer', { exact: false }))
    .not.toBeInTheDocument()
  expect(steps).toEqual([])
})
