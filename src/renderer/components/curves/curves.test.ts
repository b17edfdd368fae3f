import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunEpoch } from '#shared/contract/runs.ts'
import { alignCurves, curvesTable } from './curves.ts'
import { leavesGap, upTo, withEpochs } from './epoch-series.ts'

const epoch = (number: number, loss = 1 / number, recall?: number): RunEpoch => ({
  epoch: number,
  loss,
  seconds: 0.5,
  validation: recall === undefined ? null : { 'recall@20': recall },
})

describe('epochs of a run', () => {
  it('end up ascending and once each, in whatever order and how often they come', () => {
    const arrivals = fc.array(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }), { maxLength: 8 })
    fc.assert(
      fc.property(arrivals, (batches) => {
        let series: readonly RunEpoch[] = []
        for (const batch of batches)
          series = withEpochs(
            series,
            batch.map((number) => epoch(number)),
          )
        const expected = [...new Set(batches.flat())].toSorted((a, b) => a - b)
        expect(series.map((record) => record.epoch)).toEqual(expected)
      }),
    )
  })

  it('keep the newest record of an epoch', () => {
    expect(withEpochs([epoch(1, 5), epoch(2, 4)], [epoch(1, 3)])[0]?.loss).toBe(3)
  })

  it('stay the same array when nothing came', () => {
    const series = [epoch(1)]
    expect(withEpochs(series, [])).toBe(series)
  })

  it('go back when their run does, and stand once when they come again', () => {
    const series = [epoch(1), epoch(2), epoch(3)]
    expect(upTo(series, 3)).toBe(series)
    expect(upTo(series, 9)).toBe(series)
    expect(withEpochs(upTo(series, 1), [epoch(2)])).toEqual([epoch(1), epoch(2)])
    expect(upTo(series, 0)).toEqual([])
  })

  it('notice what the stream missed', () => {
    expect(leavesGap([], epoch(1))).toBe(false)
    expect(leavesGap([epoch(1)], epoch(2))).toBe(false)
    expect(leavesGap([epoch(1), epoch(2)], epoch(1))).toBe(false)
    expect(leavesGap([epoch(1)], epoch(3))).toBe(true)
    expect(leavesGap([], epoch(2))).toBe(true)
  })
})

describe('curves', () => {
  const curves = [
    { label: 'one', epochs: [epoch(1, 9, 0.1), epoch(3, 7)], bestEpoch: 1 },
    { label: 'two', epochs: [epoch(2, 8, 0.2)], bestEpoch: null },
  ]

  it('share one axis', () => {
    expect(alignCurves(curves, 'loss')).toEqual({
      epochs: [1, 2, 3],
      values: [
        [9, null, 7],
        [null, 8, null],
      ],
    })
    expect(alignCurves(curves, 'recall@20').values).toEqual([
      [0.1, null, null],
      [null, 0.2, null],
    ])
  })

  it('export every epoch with its metrics', () => {
    expect(curvesTable(curves)).toEqual({
      header: ['run', 'epoch', 'loss', 'seconds', 'best', 'validation recall@20'],
      rows: [
        ['one', 1, 9, 0.5, 1, 0.1],
        ['one', 3, 7, 0.5, 0, null],
        ['two', 2, 8, 0.5, 0, 0.2],
      ],
    })
  })
})
