import { describe, expect, it } from 'vitest'
import { DatasetId, SnapshotId, StudyId } from '#shared/contract/ids.ts'
import type { Run } from '#shared/contract/runs.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import { runLike } from '../testing/run-like.ts'
import { filterChoices, filterRuns, isFiltered, selectionOf } from './run-filter.ts'

const round = { snapshot: SnapshotId.parse(7), snapshotName: 'Round one' }
const runs = [
  runLike(1, { name: 'LightGCN first', tags: ['paper'] }),
  runLike(2, {
    name: 'NegGen first',
    config: configFrom({ model: 'neggen' }),
    ...round,
    tags: ['paper', 'a'],
  }),
  runLike(3, { name: 'NegGen second', config: configFrom({ model: 'neggen' }), ...round, state: 'failed' }),
]
const ids = (found: readonly Run[]) => found.map(({ id }) => id)

describe('filter of runs', () => {
  it('lets everything through that nothing is said of', () => {
    expect(ids(filterRuns(runs, {}))).toEqual([1, 2, 3])
    expect(isFiltered({})).toBe(false)
  })

  it('filters by state, model, snapshot, tag and words of the name, all of them at once', () => {
    expect(ids(filterRuns(runs, { state: 'failed' }))).toEqual([3])
    expect(ids(filterRuns(runs, { model: 'neggen' }))).toEqual([2, 3])
    expect(ids(filterRuns(runs, { learned: round.snapshot }))).toEqual([2, 3])
    expect(ids(filterRuns(runs, { tag: 'paper' }))).toEqual([1, 2])
    expect(ids(filterRuns(runs, { name: 'FIRST neg' }))).toEqual([2])
    expect(ids(filterRuns(runs, { name: 'first', tag: 'paper', model: 'lightgcn' }))).toEqual([1])
    expect(isFiltered({ tag: 'paper' })).toBe(true)
  })

  it('offers the values that the runs have, each once', () => {
    expect(filterChoices(runs)).toEqual({
      states: ['finished', 'failed'],
      models: ['neggen', 'lightgcn'],
      snapshots: [{ id: 7, name: 'Round one' }],
      tags: ['a', 'paper'],
    })
  })

  it('asks for the runs of the window’s data set without those of studies, unless the address says otherwise', () => {
    const [shop, movies, study] = [DatasetId.parse(1), DatasetId.parse(2), StudyId.parse(4)]
    expect(selectionOf({}, shop)).toEqual({ dataset: 1, study: 'none' })
    expect(selectionOf({ dataset: movies, study }, shop)).toEqual({ dataset: 2, study: 4 })
    expect(selectionOf({ dataset: 'all', study: 'all' }, shop)).toEqual({})
  })
})
