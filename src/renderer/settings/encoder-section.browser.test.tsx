import { ORPCError } from '@orpc/client'
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

it('asks for the folder of an encoder that needs one, and says what the engine says of it', async () => {
  const saved: unknown[] = []
  await renderStudio('/settings', {
    catalogue: { datasets: () => [] },
    jobs: { list: () => [] },
    runs: { list: () => [] },
    system: {
      settings: () => DEFAULT_SETTINGS,
      saveSettings(change) {
        saved.push(change.textEncoder)
        throw new ORPCError('BAD_INPUT', {
          defined: true,
          status: 422,
          message: '/models/minilm lacks config.json, which says what model it is.',
        })
      },
    },
  })
  const section = page.getByRole('group', { name: 'Text encoder' })
  const save = section.getByRole('button', { name: 'Save encoder' })
  await section.getByRole('combobox', { name: 'Encoder' }).selectOptions('onnx')
  await expect.element(section.getByText('Give the folder’s path.')).toBeVisible()
  await expect.element(save).toBeDisabled()
  await section.getByRole('textbox', { name: 'Folder' }).fill('/models/minilm')
  await save.click()
  await expect.element(section.getByText(/minilm lacks config.json/)).toBeVisible()
  expect(saved).toEqual([
    expect.objectContaining({ name: 'onnx', folder: '/models/minilm', pooling: 'auto', maxLength: 'auto' }),
  ])
})
