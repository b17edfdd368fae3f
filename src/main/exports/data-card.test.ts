import { expect, it } from 'vitest'
import { Snapshot } from '#shared/contract/snapshots.ts'
import { WorldInstance } from '#shared/worlds/world-instance.ts'
import { dataCard, RecordCounts } from './data-card.ts'

const snapshot = Snapshot.parse({
  id: 1,
  dataset: 1,
  name: 'first',
  which: 'curated',
  note: '',
  hash: 'a'.repeat(64),
  createdAt: 0,
  negatives: 0,
  items: 0,
  byAnnotator: {},
})

const card = (sample: WorldInstance | null) =>
  dataCard({ dataset: { name: 'Mugs', sample }, snapshot, counts: new RecordCounts(), files: [] })

it('names world, seed and settings of a synthetic data set', () => {
  const sample = WorldInstance.parse({ world: { name: 'cold' }, seed: 7 })
  expect(card(sample)).toContain(
    "| Synthetic data set, made by the studio's simulation | New items, seed 7, Share of new items 0.2 |\n\n## Files",
  )
})

it('calls no imported data set synthetic', () => {
  expect(card(null).toLowerCase()).not.toContain('synthetic')
})

it('says first of all that proposals as generated are uncurated', () => {
  const text = dataCard({
    dataset: { name: 'Mugs', sample: null },
    snapshot: { ...snapshot, which: 'proposed' },
    counts: new RecordCounts(),
    files: [],
  })
  expect(text).toMatch(/^# Uncurated negatives of Mugs\n/)
  expect(text).toContain('Snapshot “first (uncurated)”')
  expect(text).toContain('nobody reviewed')
  expect(text).not.toContain('accepted or edited.')
})
