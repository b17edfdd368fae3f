import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { DEFAULT_SETTINGS, Settings } from '#shared/contract/system.ts'
import { renderStudio } from '../testing/render-studio.tsx'

it('saves the text encoder with its settings, and refuses what it cannot use', async () => {
  const saved: unknown[] = []
  let settings = DEFAULT_SETTINGS
  await renderStudio('/settings', {
    catalogue: { datasets: () => [] },
    jobs: { list: () => [] },
    runs: { list: () => [] },
    system: {
      settings: () => settings,
      saveSettings(change) {
        saved.push(change)
        settings = Settings.parse({ ...settings, ...change })
        return settings
      },
    },
  })
  const section = page.getByRole('group', { name: 'Text encoder' })
  const save = section.getByRole('button', { name: 'Save encoder' })
  const dimensions = section.getByRole('textbox', { name: 'Dimensions' })
  await expect.element(dimensions).toHaveValue('384')
  await expect.element(save).toBeDisabled()
  await dimensions.fill('100')
  await expect
    .element(section.getByText('Dimensions must be a whole number from 32 to 4096 that 32 divides.'))
    .toBeVisible()
  await expect.element(save).toBeDisabled()
  await dimensions.fill('512')
  await save.click()
  await expect.poll(() => saved).toHaveLength(1)
  expect(saved[0]).toEqual({ textEncoder: { name: 'hashed-tfidf', dimensions: 512, wordPairs: true } })
  await expect.element(save).toBeDisabled()
})
