import { describe, expect, it } from 'vitest'
import { DatasetId, RunId, StudyId } from '../contract/ids.ts'
import type { Run, RunSelection } from '../contract/runs.ts'
import { selects, withRun } from './run-selection.ts'

const study = { id: StudyId.parse(4), name: 'Which sampler?', arm: 'dns', stage: 'final' } as const
type Listed = Pick<Run, 'id' | 'name' | 'dataset' | 'state' | 'study'>
const ids = (runs: readonly Listed[]) => runs.map(({ id }) => id)

function runLike(id: number, change: Partial<Listed> = {}): Listed {
  return {
    ...{
      id: RunId.parse(id),
      name: `Run ${id}`,
      dataset: DatasetId.parse(1),
      state: 'finished',
      study: null,
    },
    ...change,
  }
}

describe('selection of runs', () => {
  it('takes every run where nothing is said', () => {
    expect(selects({}, runLike(1, { study }))).toBe(true)
  })

  it('tells runs by data set, study and state', () => {
    const own = runLike(1, { state: 'finished' })
    const other = DatasetId.parse(own.dataset + 1)
    const cases: [RunSelection, Listed, boolean][] = [
      [{ dataset: own.dataset }, own, true],
      [{ dataset: other }, own, false],
      [{ study: 'none' }, own, true],
      [{ study: 'none' }, runLike(2, { study }), false],
      [{ study: study.id }, runLike(2, { study }), true],
      [{ study: StudyId.parse(5) }, runLike(2, { study }), false],
      [{ study: study.id }, own, false],
      [{ states: ['running', 'queued'] }, own, false],
      [{ states: ['finished'] }, own, true],
      [{ states: [] }, own, false],
    ]
    for (const [selection, run, taken] of cases) expect(selects(selection, run)).toBe(taken)
  })

  it('puts a new run at its place, replaces a known one, and lets one go that is not selected any more', () => {
    const runs = [runLike(5, { state: 'queued' }), runLike(3, { state: 'queued' })]
    const selection: RunSelection = { states: ['queued'] }
    expect(ids(withRun(runs, selection, runLike(6, { state: 'queued' })))).toEqual([6, 5, 3])
    expect(ids(withRun(runs, selection, runLike(4, { state: 'queued' })))).toEqual([5, 4, 3])
    expect(ids(withRun(runs, selection, runLike(1, { state: 'queued' })))).toEqual([5, 3, 1])
    expect(withRun(runs, selection, runLike(3, { state: 'queued', name: 'Renamed' }))[1]?.name).toBe(
      'Renamed',
    )
    expect(ids(withRun(runs, selection, runLike(3, { state: 'finished' })))).toEqual([5])
  })
})
