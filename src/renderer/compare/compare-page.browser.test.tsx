import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { renderStudio } from '../testing/render-studio.tsx'

it('says that there is nothing to compare where there is no data set', async () => {
  await renderStudio('/compare', { catalogue: { datasets: () => [] }, jobs: { list: () => [] } })
  await expect.element(page.getByText('No run is finished yet')).toBeVisible()
})
