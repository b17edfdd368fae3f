import { beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Annotator, StepId } from '#shared/contract/ids.ts'
import { DecisionInput } from '#shared/contract/review.ts'
import { cardLike } from '../../testing/card-like.ts'
import { deskAnswers } from '../../testing/desk-answers.ts'
import { leaseLike } from '../../testing/lease-like.ts'
import { renderStudio } from '../../testing/render-studio.tsx'

const CARDS = Array.from({ length: 40 }, (_, at) => cardLike(at + 1, {}))

const tile = (id: number) => page.getByRole('gridcell', { name: new RegExp(`^Mug ${id}\\b`) })
const grid = () => page.getByRole('grid', { name: 'Proposals' })
const says = (decisions: readonly DecisionInput[]) =>
  decisions.map(({ verdict, proposal }) => `${verdict} ${proposal}`)

/** The number of the proposal that the keys are about. */
async function current(): Promise<string> {
  return (await grid().element()).getAttribute('aria-activedescendant')?.replace(/^.*_/, '') ?? ''
}

beforeEach(async () => {
  await page.viewport(1280, 800)
  localStorage.clear()
  localStorage.setItem('annotator', '"Ada"')
})

it('moves by arrows, decides the tile that is meant, and takes it back', async () => {
  const decisions: DecisionInput[] = []
  await renderStudio('/review?layout=grid', deskAnswers(decisions, CARDS))
  await expect.element(tile(1)).toBeVisible()
  const columns = Number((await grid().element()).getAttribute('aria-colcount'))
  expect(columns).toBeGreaterThan(2)
  await userEvent.keyboard('{ArrowDown}{ArrowRight}a')
  await expect.poll(() => says(decisions)).toEqual([`accept ${columns + 2}`])
  await userEvent.keyboard('r')
  await expect.poll(() => says(decisions)).toEqual([`accept ${columns + 2}`, `reject ${columns + 3}`])
  await userEvent.keyboard('u')
  await expect.poll(() => says(decisions)).toEqual([`accept ${columns + 2}`])
})

it('decides several as one step, and leaves alone what somebody else has on screen', async () => {
  const steps: string[][] = []
  const answers = deskAnswers([], CARDS)
  await renderStudio('/review?layout=grid', {
    ...answers,
    review: {
      ...answers.review,
      leases: () => [leaseLike(2, 'Ben', 'another window')],
      decide: ({ decisions }) => {
        steps.push(says(decisions.map((decision) => DecisionInput.parse(decision))))
        return { outcome: 'decided', step: StepId.parse(1), decided: decisions.length, next: null }
      },
    },
  })
  await expect.element(page.getByText('Ben has it on screen')).toBeVisible()
  await userEvent.keyboard('{Shift>}{ArrowRight}{ArrowRight}{/Shift}')
  await expect.element(page.getByText('3 chosen')).toBeVisible()
  await expect.element(tile(2)).toHaveAttribute('aria-selected', 'true')
  await userEvent.keyboard('r')
  await expect.poll(() => steps).toEqual([['reject 1', 'reject 3']])
  await expect.element(page.getByText(/1 proposal left alone/)).toBeVisible()
  await userEvent.keyboard(' {ArrowRight} ')
  await expect.element(page.getByText('2 chosen')).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByText('2 chosen')).not.toBeInTheDocument()
})

it('says what somebody else decided of several, and decides them all the same', async () => {
  const on: unknown[] = []
  const answers = deskAnswers([], CARDS)
  await renderStudio('/review?layout=grid', {
    ...answers,
    review: {
      ...answers.review,
      decide: ({ decisions }) => {
        on.push(decisions.map((decision) => decision.on))
        const stands = {
          step: StepId.parse(9),
          state: 'rejected' as const,
          annotator: Annotator.parse('Ben'),
          at: 1,
          note: null,
        }
        const [, second] = decisions.map((decision) => DecisionInput.parse(decision))
        if (second === undefined || on.length > 1) {
          return { outcome: 'decided', step: StepId.parse(10), decided: decisions.length, next: null }
        }
        return { outcome: 'conflict', conflicts: [{ proposal: second.proposal, stands }] }
      },
    },
  })
  await expect.element(tile(1)).toBeVisible()
  await userEvent.keyboard(' {ArrowRight} a')
  await expect.element(page.getByText('1 of these 2 are decided by Ben. Nothing was written.')).toBeVisible()
  await page.getByRole('button', { name: 'Accept all the same' }).click()
  await expect
    .poll(() => on)
    .toEqual([
      [undefined, undefined],
      [undefined, 9],
    ])
})

it('opens a tile one by one, and comes back to the same place', async () => {
  await renderStudio('/review?layout=grid', deskAnswers([], CARDS))
  await expect.element(tile(1)).toBeVisible()
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown}{ArrowRight}')
  const place = await current()
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByText(`Kitchen · item-${place}`)).toBeVisible()
  await expect.element(grid()).not.toBeInTheDocument()
  await userEvent.keyboard('{Escape}')
  await expect.element(tile(Number(place))).toBeVisible()
  expect(await current()).toBe(place)
})
