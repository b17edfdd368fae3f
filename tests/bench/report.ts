import { z } from 'zod'
import { assertNever } from '#shared/assert-never.ts'
import { Summary } from './rounds.ts'

export const RowName = z.enum([
  'lightgcn',
  'bpr-mf',
  'neggen',
  'models',
  'optimizers',
  'evaluation',
  'sampling',
  'samplers',
  'scaling',
  'memory',
  'start',
  'encoders',
  'pictures',
  'window',
  'import',
])
export type RowName = z.infer<typeof RowName>

/** What a figure is given in: `x` is a quotient of two times, `%` a share of a time. */
const FigureUnit = z.enum(['x', '%', 'MB', 'GiB', 's'])

const Side = z.strictObject({ name: z.string(), unit: z.string(), summary: Summary })

/** One line of the table: one figure, held against one goal. */
export const Line = z.strictObject({
  row: RowName,
  what: z.string(),
  unit: FigureUnit,
  /** The most that the figure may be; null for a line that only tells. */
  goal: z.number().nullable(),
  outcome: z.discriminatedUnion('state', [
    z.strictObject({
      state: z.literal('measured'),
      figure: z.number(),
      /** Lowest and highest figure of a round. */
      spread: z.tuple([z.number(), z.number()]),
      value: Side,
      /** Null where the figure is the value itself. */
      baseline: Side.nullable(),
      notes: z.array(z.string()),
    }),
    /** Something that the machine lacks, by name. */
    z.strictObject({ state: z.literal('not measured'), reason: z.string() }),
    /** It should have worked. */
    z.strictObject({ state: z.literal('failed'), reason: z.string() }),
  ]),
})
export type Line = z.infer<typeof Line>
export type FigureUnit = z.infer<typeof FigureUnit>
export type Side = z.infer<typeof Side>

export type Verdict = 'met' | 'missed' | 'for information' | 'not measured' | 'failed'

export function verdictOf({ goal, outcome }: Line): Verdict {
  switch (outcome.state) {
    case 'measured':
      if (goal === null) return 'for information'
      return outcome.figure <= goal ? 'met' : 'missed'
    case 'not measured':
    case 'failed':
      return outcome.state
    default:
      return assertNever(outcome)
  }
}

const HEADINGS = [
  'row',
  'what',
  'figure',
  'spread',
  'by minima',
  'goal',
  'verdict',
  'measured',
  'against',
  'n',
]

/**
 * A quotient's figure from the least times of both sides, which other work on the machine touches less than the
 * medians; null for figures that are none.
 */
export function figureByMinima({ unit, outcome }: Line): number | null {
  if (outcome.state !== 'measured' || outcome.baseline === null) return null
  const least = outcome.value.summary.min / outcome.baseline.summary.min
  if (unit === 'x') return least
  return unit === '%' ? 100 * least : null
}

/** From this factor between rounds of one side on, something else was at work on the machine. */
const QUIET = 1.25

/** In words, which side's rounds lie too far apart to trust the figure; null where none do. */
export function unrestOf({ outcome }: Line): string | null {
  if (outcome.state !== 'measured') return null
  const sides = outcome.baseline === null ? [outcome.value] : [outcome.value, outcome.baseline]
  const restless = sides.filter(({ summary: { spread } }) => spread[1] > QUIET * spread[0])
  if (restless.length === 0) return null
  const ranges = restless.map(
    ({ name, unit, summary: { spread } }) =>
      `${name} took ${short(spread[0])} to ${short(spread[1])} ${unit}`,
  )
  return `NOISY: by round, ${ranges.join(', and ')}; measure again when nothing else runs.`
}

/** The lines as columns of text, and below them the notes and reasons. */
export function formatTable(lines: readonly Line[]): string {
  const rows = [HEADINGS, ...lines.map(cellsOf)]
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)))
  const table = rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const [heading = '', ...body] = table
  const remarks = lines.flatMap((line) => remarksOf(line).map((remark) => `- ${titleOf(line)}: ${remark}`))
  const below = remarks.length === 0 ? [] : ['', ...new Set(remarks)]
  return [heading, '-'.repeat(heading.length), ...body, ...below].join('\n')
}

function cellsOf(line: Line): string[] {
  const { row, what, goal, unit, outcome } = line
  const limit = goal === null ? '' : `<= ${withUnit(goal, unit)}`
  if (outcome.state !== 'measured') return [row, what, '', '', '', limit, verdictOf(line), '', '', '']
  const { figure, spread, value, baseline } = outcome
  const [low, high] = spread
  const leastFigure = figureByMinima(line)
  return [
    row,
    what,
    withUnit(figure, unit),
    `${short(low)} to ${short(high)}`,
    leastFigure === null ? '' : short(leastFigure),
    limit,
    unrestOf(line) === null ? verdictOf(line) : `${verdictOf(line)}, noisy`,
    sideText(value),
    baseline === null ? '' : `${baseline.name} ${sideText(baseline)}`,
    `${value.summary.rounds} x ${Math.round(value.summary.n / value.summary.rounds)}`,
  ]
}

function remarksOf(line: Line): readonly string[] {
  const { outcome } = line
  if (outcome.state !== 'measured') return [outcome.reason]
  const unrest = unrestOf(line)
  return unrest === null ? outcome.notes : [unrest, ...outcome.notes]
}

function titleOf({ row, what }: Line): string {
  return `${row}, ${what}`
}

function sideText({ unit, summary }: Side): string {
  return `${short(summary.median)} ${unit} (min ${short(summary.min)})`
}

function withUnit(value: number, unit: FigureUnit): string {
  return unit === 'x' ? `${short(value)}x` : `${short(value)} ${unit}`
}

/** Three significant digits, none of them an exponent. */
export function short(value: number): string {
  const digits = value === 0 ? 2 : 2 - Math.floor(Math.log10(Math.abs(value)))
  return value.toFixed(Math.min(6, Math.max(0, digits)))
}
