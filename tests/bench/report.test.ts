import { describe, expect, it } from 'vitest'
import { figureByMinima, formatTable, Line, short, unrestOf, verdictOf } from './report.ts'

const summary = (median: number, min: number) => ({
  median,
  min,
  spread: [median, median],
  rounds: 5,
  n: 170,
})
const measured = (figure: number, changes: object = {}) =>
  Line.parse({
    row: 'lightgcn',
    what: 'step',
    unit: 'x',
    goal: 1.5,
    outcome: {
      state: 'measured',
      figure,
      spread: [figure - 0.1, figure + 0.1],
      value: { name: 'wasm', unit: 'ms', summary: summary(6 * figure, 5) },
      baseline: { name: 'C', unit: 'ms', summary: summary(6, 4) },
      notes: [],
    },
    ...changes,
  })
const without = (state: 'not measured' | 'failed', reason: string) =>
  Line.parse({ row: 'bpr-mf', what: 'step', unit: 'x', goal: 1.6, outcome: { state, reason } })

describe('verdict', () => {
  it('is met up to the goal, and missed above it', () => {
    expect(verdictOf(measured(1.2))).toBe('met')
    expect(verdictOf(measured(1.5))).toBe('met')
    expect(verdictOf(measured(1.51))).toBe('missed')
  })

  it('is none where there is no goal or no figure', () => {
    expect(verdictOf(measured(9, { goal: null }))).toBe('for information')
    expect(verdictOf(without('not measured', 'gcc is missing'))).toBe('not measured')
    expect(verdictOf(without('failed', 'losses differ'))).toBe('failed')
  })
})

describe('table', () => {
  const table = formatTable([measured(1.25), without('not measured', 'gcc is missing')]).split('\n')

  it('has the figure, its goal and both sides in one line', () => {
    expect(table[2]).toMatch(
      /^lightgcn +step +1\.25x +1\.15 to 1\.35 +1\.25 +<= 1\.50x +met +7\.50 ms \(min 5\.00\) +C 6\.00 ms \(min 4\.00\) +5 x 34$/,
    )
  })

  it('says below why a figure is missing', () => {
    expect(table[3]).toMatch(/^bpr-mf +step +<= 1\.60x +not measured$/)
    expect(table.at(-1)).toBe('- bpr-mf, step: gcc is missing')
  })

  it('begins every column at the same place', () => {
    const [heading = '', , first = '', second = ''] = table
    const place = heading.indexOf('verdict')
    expect(first.slice(place)).toMatch(/^met /)
    expect(second.slice(place)).toBe('not measured')
  })
})

it('rounds that lie far apart make a figure noisy, whatever its verdict', () => {
  const line = measured(1.2)
  if (line.outcome.state !== 'measured') throw new Error('not measured')
  expect(unrestOf(line)).toBeNull()
  line.outcome.baseline = { name: 'C', unit: 'ms', summary: { ...summary(6, 4), spread: [4.4, 65] } }
  expect(unrestOf(line)).toContain('C took 4.40 to 65.0 ms')
  expect(formatTable([line])).toMatch(/ met, noisy /)
  expect(unrestOf(without('failed', ''))).toBeNull()
})

it('a quotient by minima divides the least times', () => {
  expect(figureByMinima(measured(1.2))).toBe(1.25)
  expect(figureByMinima(measured(4, { unit: '%' }))).toBe(125)
  expect(figureByMinima(measured(4, { unit: 'MB' }))).toBeNull()
  expect(figureByMinima(without('failed', ''))).toBeNull()
})

it('numbers have three digits that count', () => {
  expect([0, 0.01234, 0.5, 1.005, 12.34, 123.4, 51_234].map(short)).toEqual([
    '0.00',
    '0.0123',
    '0.500',
    '1.00',
    '12.3',
    '123',
    '51234',
  ])
})
