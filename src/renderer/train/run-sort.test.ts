import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Run } from '#shared/contract/runs.ts'
import { SortDirection } from '../components/sorting/sort.ts'
import { runLike } from '../testing/run-like.ts'
import { nextSort, type RunColumnId, sortRuns } from './run-sort.ts'

const inStates = (...states: Run['state'][]) => states.map((state, place) => runLike(place + 1, { state }))
const ids = (runs: readonly Run[]) => runs.map(({ id }) => id)

describe('order of runs', () => {
  it('has running, queued and paused runs first, and keeps the rest as it was', () => {
    const runs = inStates('failed', 'paused', 'finished', 'queued', 'running')
    expect(ids(sortRuns(runs, null))).toEqual([5, 4, 2, 1, 3])
  })

  it('sorts by validation from the best down, and puts runs without one last both ways', () => {
    const runs = [
      runLike(1, {}),
      runLike(2, { validation: { 'recall@20': 0.1 } }),
      runLike(3, { validation: { 'recall@20': 0.3 } }),
    ]
    expect(ids(sortRuns(runs, { column: 'validation', direction: 'down' }))).toEqual([3, 2, 1])
    expect(ids(sortRuns(runs, { column: 'validation', direction: 'up' }))).toEqual([2, 3, 1])
  })

  it('reads numbers in names as numbers', () => {
    const runs = [runLike(1, { name: 'trial 10' }), runLike(2, { name: 'trial 9' })]
    expect(ids(sortRuns(runs, { column: 'name', direction: 'up' }))).toEqual([2, 1])
  })

  it('loses no run and leaves equal ones in their order, by columns whose values repeat', () => {
    const runs = fc
      .array(fc.constantFrom(1, 2, 3))
      .map((epochs) => epochs.map((epoch, place) => runLike(place + 1, { epoch })))
    fc.assert(
      fc.property(
        runs,
        fc.constantFrom<RunColumnId>('epoch', 'state', 'model', 'validation', 'snapshot'),
        fc.constantFrom(...SortDirection.options),
        (given, column, direction) => {
          const sorted = sortRuns(given, { column, direction })
          expect(ids(sorted).toSorted((a, b) => a - b)).toEqual(ids(given))
          for (const epoch of [1, 2, 3]) {
            const equal = ids(sorted.filter((run) => run.epoch === epoch))
            expect(equal).toEqual(equal.toSorted((a, b) => a - b))
          }
        },
      ),
    )
  })
})

describe('a press on a column head', () => {
  it('sorts, turns the order round, and takes it away again', () => {
    const first = nextSort(null, 'validation')
    const second = nextSort(first, 'validation')
    expect(first).toEqual({ column: 'validation', direction: 'down' })
    expect(second).toEqual({ column: 'validation', direction: 'up' })
    expect(nextSort(second, 'validation')).toBeNull()
    expect(nextSort(first, 'name')).toEqual({ column: 'name', direction: 'up' })
  })
})
