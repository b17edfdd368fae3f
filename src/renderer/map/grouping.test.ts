import { expect, it } from 'vitest'
import { mapPointsLike } from '../testing/map-points-like.ts'
import { groupPoints } from './grouping.ts'

const described = (points: Parameters<typeof groupPoints>[0], coloring: Parameters<typeof groupPoints>[1]) =>
  groupPoints(points, coloring).groups.map(({ label, items, proposals }) => [label, items, proposals.length])

it('names the largest categories, and puts a negative with its item', () => {
  const points = mapPointsLike([
    ...Array.from({ length: 9 }, (_, index) => ({ category: `C${index}` })),
    { category: 'C3', states: ['pending', 'accepted'] },
    { category: null, states: ['pending'] },
  ])
  expect(described(points, 'category')).toEqual([
    ['C3', 2, 2],
    ...['C0', 'C1', 'C2', 'C4', 'C5', 'C6', 'C7'].map((label) => [label, 1, 0]),
    ['Other categories', 1, 0],
    ['No category', 1, 1],
  ])
})

it('groups negatives by state', () => {
  const points = mapPointsLike([{ states: ['pending', 'rejected'] }, { states: ['pending'] }])
  expect(described(points, 'state')).toEqual([
    ['Pending', 0, 2],
    ['Rejected', 0, 1],
    ['Items', 2, 0],
  ])
})

it('bins a metric from its least to its largest value', () => {
  const points = mapPointsLike([{ balances: [0, 0.1, 0.5, 1, null] }])
  expect(described(points, 'balance')).toEqual([
    ['0.00 to 0.20', 0, 2],
    ['0.40 to 0.60', 0, 1],
    ['0.80 to 1.00', 0, 1],
    ['Not known', 0, 1],
    ['Items', 1, 0],
  ])
  expect(described(mapPointsLike([{ balances: [0.3, 0.3] }]), 'balance')).toEqual([
    ['0.30', 0, 2],
    ['Items', 1, 0],
  ])
  expect(described(mapPointsLike([{ balances: [null] }]), 'balance')).toEqual([
    ['Not known', 0, 1],
    ['Items', 1, 0],
  ])
})
