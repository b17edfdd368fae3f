import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { DEFAULT_SETTINGS, Settings } from '#shared/contract/system.ts'
import { renderStudio } from '../testing/render-studio.tsx'

it('saves the address of a server and where its key is, and says what answers there', async () => {
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
    openai: {
      status: () => {
        const { host } = settings.openaiServer
        if (host === '') return { state: 'unset' }
        return {
          state: 'connected',
          host,
          version: 'vllm 0.12.0',
          models: [{ name: 'qwen-vl', contextLength: null }],
        }
      },
    },
  })
  const section = page.getByRole('group', { name: 'OpenAI-compatible server' })
  const save = section.getByRole('button', { name: 'Save server' })
  const address = section.getByRole('textbox', { name: 'Address' })
  await expect.element(section.getByText('No server is set.')).toBeVisible()
  await expect.element(save).toBeDisabled()
  await address.fill('gpu:8000')
  await expect.element(section.getByText('Write the address as http://127.0.0.1:8080/v1.')).toBeVisible()
  await expect.element(save).toBeDisabled()
  await address.fill('http://gpu:8000/v1')
  await section.getByRole('textbox', { name: 'Variable with the key' }).fill('GPU_KEY')
  await save.click()
  await expect
    .element(section.getByText('vllm 0.12.0 answers at http://gpu:8000/v1 with 1 model.'))
    .toBeVisible()
  await section.getByRole('combobox', { name: 'Default model' }).click()
  await page.getByRole('option', { name: 'qwen-vl' }).click()
  await save.click()
  await expect.poll(() => saved).toHaveLength(2)
  expect(saved).toEqual([
    { openaiModel: null, openaiServer: { host: 'http://gpu:8000/v1', keyVariable: 'GPU_KEY', keyFile: '' } },
    // The place of the key is sent where it changes alone.
    { openaiModel: 'qwen-vl' },
  ])
})
