import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import type { Advice } from '#shared/contract/advice.ts'
import { DEFAULT_SETTINGS } from '#shared/contract/system.ts'
import { datasetLike } from '../../testing/dataset-like.ts'
import { renderStudio } from '../../testing/render-studio.tsx'

const REASON = 'Rejected before: "too similar".'
const NUISANCE = 'Leave brand as it is: people do not choose by it.'
const DRAWN: Advice = {
  lines: [NUISANCE],
  edited: false,
  suggestions: [
    { line: NUISANCE, source: 'nuisance', seen: null },
    { line: REASON, source: 'reason', seen: { count: 7, of: 31 } },
  ],
}

async function openAdvice(): Promise<unknown[]> {
  const saved: unknown[] = []
  await renderStudio('/generate?tab=advice', {
    catalogue: { datasets: () => [datasetLike(1, 'Mugs')] },
    runs: { list: () => [] },
    jobs: { list: () => [] },
    system: { settings: () => DEFAULT_SETTINGS },
    ollama: { status: () => ({ state: 'unreachable', host: 'http://h', message: 'It does not answer.' }) },
    advice: {
      get: () => DRAWN,
      save({ lines }) {
        saved.push(lines)
        return { ...DRAWN, lines: lines ?? DRAWN.lines, edited: lines !== null }
      },
    },
  })
  return saved
}

it('shows what is drawn from decisions with its figures, to take over, change and take back', async () => {
  const saved = await openAdvice()
  const told = page.getByRole('textbox', { name: 'What the model is told' })
  await expect.element(told).toHaveValue(NUISANCE)
  await expect.element(page.getByText('7 of 31 rejections have this reason')).toBeVisible()
  await page.getByRole('button', { name: `Add: ${REASON}` }).click()
  await expect.element(told).toHaveValue(`${NUISANCE}\n${REASON}`)
  await told.fill('Be bold.\n\n  Be brief. ')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(() => saved).toEqual([['Be bold.', 'Be brief.']])
  await page.getByRole('button', { name: 'As drawn from decisions again' }).click()
  await expect.element(told).toHaveValue(NUISANCE)
  expect(saved[1]).toBeNull()
})
