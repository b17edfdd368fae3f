import { describe, expect, it } from 'vitest'
import { SnapshotId, StudyId } from '#shared/contract/ids.ts'
import type { Run } from '#shared/contract/runs.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import { runLike } from '../testing/run-like.ts'
import { filterChoices, filterRuns, isFiltered } from './run-filter.ts'

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
      studies: [],
    })
  })

  it('offers a study once, however many of its runs there are', () => {
    const study = { id: StudyId.parse(4), name: 'Which sampler?', arm: 'dns', stage: 'final' } as const
    expect(filterChoices([...runs, runLike(4, { study }), runLike(5, { study })]).studies).toEqual([
      { id: 4, name: 'Which sampler?' },
    ])
  })
})
