import { describe, expect, it } from 'vitest'
import { DatasetId } from '#shared/contract/ids.ts'
import { studyLike } from '../../testing/study-like.ts'
import { filterStudies, nextSort, type StudySort, shareDone, sortStudies } from './study-rows.ts'

const movies = { id: DatasetId.parse(1), name: 'Movies' }
const shop = { id: DatasetId.parse(2), name: 'Shop' }
const STUDIES = [
  studyLike(1, { name: 'Samplers 2', question: 'Which sampler?', datasets: [movies] }),
  studyLike(2, {
    name: 'Curated',
    datasets: [movies, shop],
    state: 'running',
    conclusion: null,
    progress: { finished: 1, total: 4, secondsLeft: null },
  }),
  studyLike(3, { name: 'Samplers 10', datasets: [shop], state: 'failed', conclusion: null }),
]
const ids = (studies: readonly { id: number }[]) => studies.map(({ id }) => id)

describe('studies', () => {
  it('pass a filter by state, data set and words of name, question and conclusion', () => {
    expect(ids(filterStudies(STUDIES, {}))).toEqual([1, 2, 3])
    expect(ids(filterStudies(STUDIES, { state: 'failed' }))).toEqual([3])
    expect(ids(filterStudies(STUDIES, { dataset: movies.id }))).toEqual([1, 2])
    expect(ids(filterStudies(STUDIES, { name: 'sampler which' }))).toEqual([1])
    expect(ids(filterStudies(STUDIES, { name: 'no effect' }))).toEqual([1])
    expect(ids(filterStudies(STUDIES, { name: 'curated', dataset: shop.id, state: 'running' }))).toEqual([2])
  })

  it('come newest first, or in the order of a column', () => {
    const by = (sort: StudySort | null) => ids(sortStudies(STUDIES, sort))
    expect(by(null)).toEqual([3, 2, 1])
    expect(by({ column: 'name', direction: 'up' })).toEqual([2, 1, 3])
    expect(by({ column: 'name', direction: 'down' })).toEqual([3, 1, 2])
    expect(by({ column: 'state', direction: 'up' })).toEqual([2, 1, 3])
    expect(by({ column: 'progress', direction: 'up' })[0]).toBe(2)
    expect(by({ column: 'created', direction: 'up' })).toEqual([1, 2, 3])
  })

  it('are sorted by a head its usual way, the other way, and not at all', () => {
    const first = nextSort(null, 'created')
    expect(first).toEqual({ column: 'created', direction: 'down' })
    const second = nextSort(first, 'created')
    expect(second).toEqual({ column: 'created', direction: 'up' })
    expect(nextSort(second, 'created')).toBeNull()
    expect(nextSort(second, 'name')).toEqual({ column: 'name', direction: 'up' })
  })

  it('are done by a share of their trainings', () => {
    expect(shareDone({ finished: 1, total: 4, secondsLeft: null })).toBe(0.25)
    expect(shareDone({ finished: 0, total: 0, secondsLeft: null })).toBe(1)
  })
})
