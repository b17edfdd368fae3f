import { beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Annotator, ProposalId, StepId } from '#shared/contract/ids.ts'
import { DecisionInput } from '#shared/contract/review.ts'
import { SavedView } from '#shared/contract/views.ts'
import { cardLike } from '../testing/card-like.ts'
import { CARDS, deskAnswers } from '../testing/desk-answers.ts'
import { leaseLike } from '../testing/lease-like.ts'
import { renderStudio } from '../testing/render-studio.tsx'

const item = (id: number) => page.getByText(`Kitchen · item-${id}`)

beforeEach(() => {
  localStorage.clear()
  localStorage.setItem('annotator', '"Ada"')
})

it('decides by key, shows the next item, and takes a decision back', async () => {
  const decisions: DecisionInput[] = []
  await renderStudio('/review', deskAnswers(decisions))
  await expect.element(item(1)).toBeVisible()
  await userEvent.keyboard('a')
  await expect.element(item(2)).toBeVisible()
  await userEvent.keyboard('r')
  await expect.element(item(3)).toBeVisible()
  await expect
    .poll(() => decisions.map(({ verdict, proposal }) => [verdict, proposal]))
    .toEqual([
      ['accept', 1],
      ['reject', 2],
    ])
  await userEvent.keyboard('u')
  await expect.element(item(2)).toBeVisible()
  await expect.poll(() => decisions.map(({ verdict }) => verdict)).toEqual(['accept'])
  await expect.element(page.getByText('Undid the reject of 2.')).toBeVisible()
})

it('rejects with a reason by two keys', async () => {
  const decisions: DecisionInput[] = []
  await renderStudio('/review', deskAnswers(decisions))
  await expect.element(item(1)).toBeVisible()
  await userEvent.keyboard('{Shift>}R{/Shift}')
  await expect.element(page.getByRole('button', { name: 'Hardly differs' })).toBeVisible()
  await userEvent.keyboard('2')
  await expect.element(item(2)).toBeVisible()
  await userEvent.keyboard('r')
  await expect.element(item(3)).toBeVisible()
  await expect
    .poll(() => decisions)
    .toMatchObject([{ verdict: 'reject', proposal: 1, reason: 'Hardly differs' }, { verdict: 'reject' }])
  expect(decisions.at(-1)).not.toHaveProperty('reason')
})

it('lists what was done, and takes a step back', async () => {
  const reverted: number[] = []
  const answers = deskAnswers([])
  await renderStudio('/review', {
    ...answers,
    review: {
      ...answers.review,
      history: ({ by }) => ({
        steps: [
          {
            step: StepId.parse(7),
            annotator: Annotator.parse(by ?? 'Ben'),
            kind: 'decide' as const,
            at: 1,
            description: 'reject of Red mug',
            decisions: 1,
            proposals: [],
            target: null,
            standing: reverted.length === 0,
          },
        ],
        more: false,
      }),
      revert: ({ step }) => {
        reverted.push(step)
        return {
          reverted: {
            step: StepId.parse(step),
            description: 'reject of Red mug',
            proposals: [],
            changed: 1,
            kept: [],
          },
        }
      },
    },
  })
  await expect.element(item(1)).toBeVisible()
  await userEvent.keyboard('h')
  await page.getByRole('button', { name: 'Revert the reject of Red mug' }).click()
  await expect.element(page.getByText('Reverted the reject of Red mug.')).toBeVisible()
  await expect.element(page.getByText('Taken back', { exact: true })).toBeVisible()
  expect(reverted).toEqual([7])
})

it('saves an edit with what was typed', async () => {
  const decisions: DecisionInput[] = []
  await renderStudio('/review', deskAnswers(decisions))
  await expect.element(item(1)).toBeVisible()
  await userEvent.keyboard('e')
  const text = page.getByRole('textbox', { name: /^Text/ })
  await expect.element(text).toHaveFocus()
  await text.fill('Mug\n\nA green mug.')
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await expect.element(item(2)).toBeVisible()
  await expect
    .poll(() => decisions)
    .toMatchObject([
      {
        verdict: 'edit',
        proposal: 1,
        content: { text: 'Mug\n\nA green mug.', visual: 'A blue mug on a table' },
      },
    ])
})

it('changes one attribute by its key: both texts follow, and the quality is measured', async () => {
  const decisions: DecisionInput[] = []
  const answers = deskAnswers(decisions)
  const measured: string[] = []
  await renderStudio('/review', {
    ...answers,
    proposals: {
      measure: ({ content }) => {
        measured.push(content.text)
        const { hardness: _, ...known } = cardLike(1, {}).qualityMetrics
        return { qualityMetrics: { ...known, contrastText: 0.77 }, flags: ['too-different'] }
      },
    },
  })
  await expect.element(item(1)).toBeVisible()
  await userEvent.keyboard('1')
  await userEvent.keyboard('green')
  await expect.element(page.getByRole('textbox', { name: /^Text/ })).toHaveValue('Mug\n\nA green mug.')
  await expect
    .element(page.getByRole('button', { name: /Contrast, text/ }))
    .toHaveTextContent('Contrast, text0.77')
  await expect.element(page.getByText('Too different')).toBeVisible()
  await expect.poll(() => measured.at(-1)).toBe('Mug\n\nA green mug.')
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await expect.element(item(2)).toBeVisible()
  await expect
    .poll(() => decisions)
    .toMatchObject([
      { verdict: 'edit', content: { visual: 'A green mug on a table', attributes: [{ to: 'green' }] } },
    ])
})

it('puts one attribute back by key, and brings it back', async () => {
  const decisions: DecisionInput[] = []
  await renderStudio('/review', deskAnswers(decisions))
  await expect.element(item(1)).toBeVisible()
  await userEvent.keyboard('x1')
  const text = page.getByRole('textbox', { name: /^Text/ })
  await expect.element(text).toHaveValue('Mug\n\nA red mug.')
  await page.getByRole('button', { name: 'Bring back colour' }).click()
  await expect.element(text).toHaveValue('Mug\n\nA blue mug.')
  await userEvent.keyboard('{Control>}{Delete}{/Control}')
  await expect.element(text).toHaveValue('Mug\n\nA red mug.')
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await expect.poll(() => decisions).toMatchObject([{ verdict: 'edit', content: { attributes: [] } }])
})

it('switches one place of an attribute off, by key, and says in which modality it still changes', async () => {
  const decisions: DecisionInput[] = []
  await renderStudio('/review', deskAnswers(decisions))
  await expect.element(item(1)).toBeVisible()
  await userEvent.keyboard('1')
  const places = page.getByRole('group', { name: 'Places that change' })
  await expect.element(places.getByRole('checkbox', { name: 'A red mug on a tabl… (picture)' })).toBeChecked()
  const inText = places.getByRole('checkbox', { name: 'Mug A red mug.' })
  await expect.element(inText).toBeChecked()
  ;(inText.element() as HTMLElement).focus()
  await userEvent.keyboard(' ')
  await expect.element(inText).not.toBeChecked()
  await expect.element(page.getByRole('textbox', { name: /^Text/ })).toHaveValue('Mug\n\nA red mug.')
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await expect
    .poll(() => decisions)
    .toMatchObject([
      { content: { visual: 'A blue mug on a table', attributes: [{ name: 'colour', modality: 'image' }] } },
    ])
})

it('leaves an edit on Escape without a decision', async () => {
  const decisions: DecisionInput[] = []
  await renderStudio('/review', deskAnswers(decisions))
  await expect.element(item(1)).toBeVisible()
  await userEvent.keyboard('e')
  await page.getByRole('textbox', { name: 'Visual description' }).fill('A green mug')
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByRole('region', { name: 'Edit the negative' })).not.toBeInTheDocument()
  await expect.element(item(1)).toBeVisible()
  expect(decisions).toEqual([])
})

it('asks for a name before the first decision, and decides then', async () => {
  localStorage.clear()
  const decisions: DecisionInput[] = []
  await renderStudio('/review', deskAnswers(decisions))
  await expect.element(item(1)).toBeVisible()
  await userEvent.keyboard('a')
  await page.getByRole('textbox', { name: 'Your name' }).fill('Grace')
  expect(decisions).toEqual([])
  await userEvent.keyboard('{Enter}')
  await expect.element(item(2)).toBeVisible()
  await expect.poll(() => decisions.map(({ verdict }) => verdict)).toEqual(['accept'])
})

it('takes what is typed into the search for text, also after a pause', async () => {
  const decisions: DecisionInput[] = []
  await renderStudio('/review', deskAnswers(decisions))
  await expect.element(item(1)).toBeVisible()
  await userEvent.keyboard('/mug 2')
  await expect.element(item(2)).toBeVisible()
  await userEvent.keyboard('a')
  await expect.element(page.getByRole('textbox', { name: 'Search proposals' })).toHaveValue('mug 2a')
  expect(decisions).toEqual([])
})

it('goes to a proposal by its number, also outside the filter, and says where there is none', async () => {
  const decisions = [DecisionInput.parse({ verdict: 'accept', proposal: 3 })]
  await renderStudio('/review', deskAnswers(decisions))
  await expect.element(item(1)).toBeVisible()
  await expect.element(page.getByText('#1', { exact: true })).toBeVisible()
  await userEvent.keyboard('i')
  const number = page.getByLabelText('Go to proposal number')
  await expect.element(number).toHaveFocus()
  await userEvent.keyboard('3{Enter}')
  await expect.element(item(3)).toBeVisible()
  await expect.element(number).not.toBeInTheDocument()
  await userEvent.keyboard('i')
  await expect.element(number).toHaveFocus()
  await userEvent.keyboard('77{Enter}')
  await expect.element(page.getByText('There is no proposal 77.')).toBeVisible()
})

it('saves what is shown as a view, shows it again, renames and removes it', async () => {
  const saved: SavedView[] = []
  await renderStudio('/review?state=all&sort=hardest', {
    ...deskAnswers([]),
    views: {
      list: () => saved,
      create: (view) => {
        saved.push(SavedView.parse({ ...view, id: 1 }))
        return SavedView.parse(saved[0])
      },
      rename: ({ name }) => {
        saved.splice(0, 1, SavedView.parse({ ...saved[0], name }))
        return SavedView.parse(saved[0])
      },
      remove: () => {
        saved.pop()
        return { removed: true }
      },
    },
  })
  await expect.element(item(1)).toBeVisible()
  await userEvent.keyboard('w')
  await expect.element(page.getByLabelText('Save what is shown as')).toHaveFocus()
  await userEvent.keyboard('Hard ones{Enter}')
  await expect
    .poll(() => saved)
    .toEqual([{ id: 1, dataset: 1, name: 'Hard ones', filter: {}, sort: 'hardest' }])
  await userEvent.keyboard('{Escape}')
  await page.getByRole('combobox', { name: 'Sort' }).selectOptions('Oldest first')
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Hard ones', exact: true }).click()
  await expect.element(page.getByRole('combobox', { name: 'Sort' })).toHaveValue('hardest')
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
  await userEvent.keyboard('w')
  await page.getByRole('button', { name: 'Rename Hard ones' }).click()
  await userEvent.fill(page.getByLabelText('New name of Hard ones'), 'Hardest')
  await userEvent.keyboard('{Enter}')
  await page.getByRole('button', { name: 'Remove Hardest' }).click()
  await expect.poll(() => saved).toEqual([])
})

it('does a key that is pressed while the card still loads, once it is there', async () => {
  const decisions: DecisionInput[] = []
  const answers = deskAnswers(decisions)
  const loading = Promise.withResolvers<void>()
  await renderStudio('/review', {
    ...answers,
    review: {
      ...answers.review,
      card: async ({ proposal }) => {
        if (proposal === 1) await loading.promise
        return cardLike(proposal, {})
      },
    },
  })
  await expect.element(page.getByRole('button', { name: /^Accept/ }).first()).toBeEnabled()
  await userEvent.keyboard('a')
  expect(decisions).toEqual([])
  loading.resolve()
  await expect.element(item(2)).toBeVisible()
  expect(decisions).toMatchObject([{ verdict: 'accept', proposal: 1 }])
})

it('opens no edit of what somebody else has on screen', async () => {
  const answers = deskAnswers([])
  await renderStudio('/review?proposal=1', {
    ...answers,
    review: {
      ...answers.review,
      leases: () => [leaseLike(CARDS[0]?.id ?? ProposalId.parse(1), Annotator.parse('Ben'), 'another')],
    },
  })
  await expect.element(page.getByText('Ben has this on screen', { exact: false })).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Change colour' })).toBeDisabled()
  await expect.element(page.getByRole('button', { name: 'Put colour back' })).toBeDisabled()
})

it('decides on what somebody else decided, once it was shown', async () => {
  const decisions: DecisionInput[] = []
  const answers = deskAnswers(decisions)
  const ben = {
    step: StepId.parse(5),
    state: 'accepted' as const,
    annotator: Annotator.parse('Ben'),
    at: 1,
    note: null,
  }
  let theirs: typeof ben | null = null
  const tried: unknown[] = []
  await renderStudio('/review', {
    ...answers,
    review: {
      ...answers.review,
      card: ({ proposal }) => cardLike(proposal, { standing: proposal === 1 ? theirs : null }),
      decide: (input) => {
        const [first] = input.decisions
        tried.push(first?.on)
        if (first?.proposal === 1 && first.on !== ben.step) {
          theirs = ben
          return { outcome: 'conflict', conflicts: [{ proposal: ProposalId.parse(1), stands: ben }] }
        }
        decisions.push(...input.decisions.map((decision) => DecisionInput.parse(decision)))
        return { outcome: 'decided', step: StepId.parse(6), decided: 1, next: null }
      },
    },
  })
  await expect.element(item(1)).toBeVisible()
  await userEvent.keyboard('r')
  await page.getByRole('button', { name: 'Reject all the same' }).click()
  await expect.element(item(2)).toBeVisible()
  expect(tried).toEqual([null, 5])
})

it('asks for no lease that came with the answer to a decision', async () => {
  const answers = deskAnswers([])
  const leased: number[] = []
  await renderStudio('/review', {
    ...answers,
    review: {
      ...answers.review,
      lease: ({ proposal, annotator, window }) => {
        leased.push(proposal)
        return leaseLike(proposal, annotator, window)
      },
      decide: ({ annotator, window = '' }) => ({
        outcome: 'decided',
        step: StepId.parse(1),
        decided: 1,
        next: leaseLike(2, annotator, window),
      }),
    },
  })
  await expect.element(item(1)).toBeVisible()
  await expect.poll(() => leased).toEqual([1])
  await userEvent.keyboard('a')
  await expect.element(item(2)).toBeVisible()
  await userEvent.keyboard('j')
  await expect.element(item(3)).toBeVisible()
  await expect.poll(() => leased).toEqual([1, 3])
})

it('decides on what stands after an undo, however fast the key comes', async () => {
  const answers = deskAnswers([])
  const made: unknown[] = []
  const own = {
    step: StepId.parse(5),
    state: 'accepted' as const,
    annotator: Annotator.parse('Ada'),
    at: 1,
    note: null,
  }
  let stands: typeof own | null = own
  await renderStudio('/review?state=all', {
    ...answers,
    review: {
      ...answers.review,
      card: ({ proposal }) => cardLike(proposal, { standing: proposal === 1 ? stands : null }),
      undo: () => {
        stands = null
        const proposals = [ProposalId.parse(1)]
        return { undone: { step: own.step, proposals, changed: 1, kept: [], description: 'accept of 1' } }
      },
      decide: ({ decisions }) => {
        made.push(...decisions)
        return { outcome: 'decided', step: StepId.parse(6), decided: 1, next: null }
      },
    },
  })
  await expect.element(item(1)).toBeVisible()
  await userEvent.keyboard('ur')
  await expect.element(item(2)).toBeVisible()
  expect(made).toMatchObject([{ verdict: 'reject', proposal: 1, on: null }])
})
