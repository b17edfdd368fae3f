import { describe, expect, it } from 'vitest'
import { estimatedMemory, type MemoryFigures } from './estimated-memory.ts'

const figures: MemoryFigures = {
  users: 100_000,
  items: 50_000,
  interactions: 300_000,
  dimensions: 64,
  layers: 0,
  features: 0,
  backend: 'wasm',
}
const mebibytes = (changes: Partial<MemoryFigures>) => estimatedMemory({ ...figures, ...changes }) / 2 ** 20

describe('the memory of a trainer', () => {
  // Peaks of trainer processes over one epoch, in MiB.
  const small = { users: 20_000, items: 10_000, interactions: 100_000, layers: 2 }
  const measured: [string, Partial<MemoryFigures>, number][] = [
    ['BPR-MF', {}, 343],
    ['BPR-MF, many interactions', { interactions: 3_000_000 }, 464],
    ['LightGCN', { layers: 2 }, 417],
    ['LightGCN, 4 layers', { layers: 4 }, 562],
    ['LightGCN, 256 dimensions', { layers: 2, dimensions: 256 }, 1317],
    ['LightGCN, many interactions', { layers: 2, interactions: 3_000_000 }, 641],
    ['LightGCN, reference', { ...small, interactions: 20_000, backend: 'reference' }, 166],
    ['NegGen, four matrices of 512', { ...small, features: 4 * 10_000 * 512 }, 537],
    ['NegGen, four matrices of 2048', { ...small, features: 4 * 10_000 * 2048 }, 1283],
  ]

  it.each(measured)('is at least the peak, and no more than one and a half of it: %s', (_, changes, peak) => {
    expect(mebibytes(changes)).toBeGreaterThanOrEqual(peak)
    expect(mebibytes(changes)).toBeLessThan(1.5 * peak)
  })

  it('grows with everything that decides it', () => {
    const keys = ['users', 'items', 'interactions', 'dimensions', 'layers', 'features'] as const
    for (const key of keys) expect(mebibytes({ [key]: figures[key] + 1 })).toBeGreaterThan(mebibytes({}))
    expect(mebibytes({ backend: 'tensorflow' })).toBeGreaterThan(mebibytes({}))
  })
})
