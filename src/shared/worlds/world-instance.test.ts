import { describe, expect, it } from 'vitest'
import { DEFAULT_SEED } from './seed.ts'
import { describeInstance, WorldInstance, worldDatasetName } from './world-instance.ts'

const named = (instance: unknown) => worldDatasetName(WorldInstance.parse(instance))

describe('the name of a data set', () => {
  it('says world and seed, but for the sample shop that everybody has', () => {
    expect(named({ world: { name: 'shop' }, seed: DEFAULT_SEED })).toBe('Sample shop (synthetic)')
    expect(named({ world: { name: 'shop' }, seed: 7 })).toBe('Sample shop (seed 7)')
    expect(named({ world: { name: 'cold' }, seed: 7 })).toBe('cold, seed 7')
  })

  it('says which settings are not the defaults', () => {
    expect(named({ world: { name: 'cold', coldShare: 0.2 }, seed: 7 })).toBe('cold, seed 7')
    expect(named({ world: { name: 'cold', coldShare: 0.1 }, seed: 7 })).toBe('cold, seed 7, coldShare 0.1')
  })
})

it('describes a world with its seed and all settings', () => {
  expect(describeInstance(WorldInstance.parse({ world: { name: 'cold' }, seed: 7 }))).toBe(
    'New items, seed 7, Share of new items 0.2',
  )
})
