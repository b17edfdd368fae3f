import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { DEFAULT_SETTINGS, Settings } from '#shared/contract/system.ts'
import { renderStudio } from '../testing/render-studio.tsx'

it('saves how many runs train at once', async () => {
  const saved: unknown[] = []
  let settings = DEFAULT_SETTINGS
  await renderStudio('/settings', {
    catalogue: { datasets: () => [] },
    jobs: { list: () => [] },
    runs: { list: () => [] },
    system: {
      backends: () => ({ backends: [], auto: { name: 'wasm', reason: 'the fastest here' }, cores: 8 }),
      settings: () => settings,
      saveSettings(change) {
        saved.push(change)
        settings = Settings.parse({ ...settings, ...change })
        return settings
      },
    },
  })
  const field = page.getByRole('combobox', { name: 'Runs at once' })
  await expect.element(field).toHaveValue('1')
  await field.selectOptions('3')
  await expect.poll(() => saved).toEqual([{ runsAtOnce: 3 }])
  await expect.element(field).toHaveValue('3')
})
