import { describe, expect, it } from 'vitest'
import { RunId } from '#shared/contract/ids.ts'
import type { Run } from '#shared/contract/runs.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import { baselineFirst } from './baseline.ts'

const run = (id: number, model: TrainConfig['model']) =>
  ({ id: RunId.parse(id), config: configFrom({ model }) }) as Run
const ids = (runs: readonly Run[]) => runs.map(({ id }) => id)

describe('baseline', () => {
  const runs = [run(1, 'neggen'), run(2, 'popularity'), run(3, 'lightgcn'), run(4, 'lightgcn')]

  it('is LightGCN unless another was chosen', () => {
    expect(ids(baselineFirst(runs, undefined))).toEqual([3, 1, 2, 4])
  })

  it('is what a person chose, as long as that is compared', () => {
    expect(ids(baselineFirst(runs, RunId.parse(2)))).toEqual([2, 1, 3, 4])
    expect(ids(baselineFirst(runs, RunId.parse(9)))).toEqual([3, 1, 2, 4])
  })

  it('is the first run without LightGCN', () => {
    expect(ids(baselineFirst(runs.slice(0, 2), undefined))).toEqual([1, 2])
    expect(baselineFirst([], undefined)).toEqual([])
  })
})
