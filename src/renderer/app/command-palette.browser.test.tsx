import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { renderStudio } from '../testing/render-studio.tsx'

const answers = { catalogue: { datasets: () => [] }, jobs: { list: () => [] }, runs: { list: () => [] } }

it('lists what can be done here, and does it', async () => {
  await renderStudio('/settings', answers)
  await expect.element(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await userEvent.keyboard('{Control>}k{/Control}')
  const search = page.getByRole('textbox', { name: 'Command palette' })
  await expect.element(search).toBeVisible()
  await search.fill('Go to Review')
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('heading', { name: 'Review', level: 1 })).toBeVisible()
})

it('shows every key under ?, and takes another one for it', async () => {
  await renderStudio('/review', answers)
  await expect.element(page.getByRole('heading', { name: 'Review', level: 1 })).toBeVisible()
  await userEvent.keyboard('?')
  await page.getByRole('button', { name: 'Change the key of: Go to Compare' }).click()
  await userEvent.keyboard('y')
  await expect.element(page.getByRole('button', { name: 'Reset the key of: Go to Compare' })).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
  await userEvent.keyboard('y')
  await expect.element(page.getByRole('heading', { name: 'Compare', level: 1 })).toBeVisible()
})
