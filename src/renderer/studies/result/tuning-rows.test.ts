import { expect, it } from 'vitest'
import { studyLike } from '../../testing/study-like.ts'
import { samePoint, tuningRows } from './tuning-rows.ts'

it('shows the points that an arm tried, best validation first, and the one that was chosen', () => {
  const rows = tuningRows(studyLike(1, {}), 'content', [{ layers: 2 }])
  expect(rows).toEqual([
    { point: { layers: 2 }, cells: [{ validation: 0.12, state: 'finished', chosen: true }] },
    { point: { layers: 1 }, cells: [{ validation: 0.11, state: 'finished', chosen: false }] },
  ])
  expect(tuningRows(studyLike(1, {}), 'popularity', [null])).toEqual([])
})

it('knows a point again in another order', () => {
  expect(samePoint({ layers: 2, rate: 0.1 }, { rate: 0.1, layers: 2 })).toBe(true)
  expect(samePoint({ layers: 2 }, { layers: 1 })).toBe(false)
})
