import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import type { EncodingProgress } from '#shared/contract/encoding.ts'
import { DatasetId } from '#shared/contract/ids.ts'
import { renderStudio } from '../testing/render-studio.tsx'
import { liveEvents } from './live-events.ts'

const progress = (done: number): EncodingProgress => ({
  dataset: DatasetId.parse(1),
  encoder: 'Sentence encoder',
  what: 'texts',
  done,
  total: 800,
})
const tell = (done: number) =>
  liveEvents.setState({ newest: { topic: 'encoding', progress: progress(done) } })

it('says how far an encoding is while it lasts', async () => {
  await renderStudio('/settings', {
    catalogue: { datasets: () => [] },
    jobs: { list: () => [] },
    runs: { list: () => [] },
  })
  const item = page.getByRole('button', { name: /^Encoding texts/ })
  await expect.element(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await expect.element(item).not.toBeInTheDocument()
  tell(200)
  await expect.element(item).toHaveTextContent('Encoding texts · 25 %')
  await item.click()
  await expect.element(page.getByText('200 of 800')).toBeVisible()
  tell(800)
  await expect.element(item).not.toBeInTheDocument()
})
