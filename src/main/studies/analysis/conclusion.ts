import { assertNever } from '#shared/assert-never.ts'
import type { SpeaksOf } from '#shared/contract/studies.ts'
import type { Verdict } from './comparisons.ts'
import type { PlaceboCheck } from './placebo-checks.ts'

/** What is said of a hypothesis. */
export interface Finding {
  /** What the plan calls it: "Curated negatives". */
  readonly text: string
  /** Label of the arm that it is held against. */
  readonly against: string
  readonly difference: number | null
  readonly interval: readonly [number, number] | null
  readonly speaksOf: SpeaksOf | null
  readonly verdict: Verdict
  readonly placebos: readonly PlaceboCheck[]
}

/** Trainings that are to be tested, of an arm. */
export interface MissingTrainings {
  readonly label: string
  readonly missing: number
}

/** So many of a list are named; of the rest the number is said. */
const NAMED = 6

/**
 * "Curated negatives: +0.004 [-0.010, +0.018] Recall@20 over the content baseline; no effect shown." The first hypothesis leads; a second
 * line says briefly what came of the others.
 *
 * @param metric as tables write it
 */
export function conclusionOf(metric: string, findings: readonly Finding[]): string {
  const [first, ...others] = findings
  if (first === undefined) return 'The plan has no hypothesis.'
  const lead = `${first.text}: ${figures(first)} ${metric} over ${first.against}; ${outcome(first)}.`
  if (others.length === 0) return lead
  const rest = listed(
    others.map((each) => {
      const over = each.against === first.against ? '' : ` over ${each.against}`
      return `${each.text} ${signed(each.difference, digitsOf(each))}${over} (${brief(each)})`
    }),
  )
  return `${lead}\nAlso: ${rest}.`
}

/** What a study says whose tests are not all there: nothing but how far it is. */
export function unfinished(
  metric: string,
  findings: readonly Finding[],
  all: number,
  missing: readonly MissingTrainings[],
): string {
  const count = missing.reduce((sum, arm) => sum + arm.missing, 0)
  const arms = listed(missing.map((arm) => `${arm.label}: ${arm.missing}`))
  const lead = `Nothing is concluded: of ${all} trainings that are to be tested ${count} ${count === 1 ? 'is' : 'are'} missing (${arms}).`
  const [first] = findings
  if (first === undefined || first.difference === null) return lead
  const figure = signed(first.difference, digitsOf(first))
  return `${lead} So far, ${first.text}: ${figure} ${metric} over ${first.against}.`
}

function outcome(finding: Finding): string {
  const { verdict, speaksOf, interval } = finding
  const whom = speaksOf === null ? '' : ` (shown for further ${speaksOf})`
  switch (verdict) {
    case 'better':
      return `it helps${whom}${placeboClause(finding)}`
    case 'worse':
      return `it does harm${whom}`
    case 'not-shown':
      // An interval is of one hypothesis by itself.
      return interval !== null && (interval[0] > 0 || interval[1] < 0)
        ? 'no effect shown once corrected for the number of hypotheses'
        : 'no effect shown'
    default:
      return assertNever(verdict)
  }
}

/** Beating the baseline is worth little where a placebo does so as well, and not much where it is not beaten. */
function placeboClause(finding: Finding): string {
  const { alike, unbeaten, beaten } = sorted(finding.placebos)
  const digits = digitsOf(finding)
  const names = (checks: readonly PlaceboCheck[], side: 'arm' | 'placebo') =>
    listed(checks.map((check) => `‘${check.label}’ (${signed(check[side].difference, digits)})`))
  const clauses = [
    ...(alike.length === 0
      ? []
      : [`so ${alike.length === 1 ? 'does its placebo' : 'do its placebos'} ${names(alike, 'placebo')}`]),
    ...(unbeaten.length === 0
      ? []
      : [`it is not shown to beat its ${plural('placebo', unbeaten)} ${names(unbeaten, 'arm')}`]),
  ]
  if (clauses.length > 0) return `, but ${clauses.join(', and ')}`
  return beaten.length === 0 ? '' : `, and beats its ${plural('placebo', beaten)} ${names(beaten, 'arm')}`
}

function brief({ verdict, placebos }: Finding): string {
  switch (verdict) {
    case 'better': {
      const { alike, unbeaten } = sorted(placebos)
      if (alike.length > 0)
        return `helps, but so ${alike.length === 1 ? 'does its placebo' : 'do its placebos'}`
      return unbeaten.length > 0 ? `helps, but not shown to beat its ${plural('placebo', unbeaten)}` : 'helps'
    }
    case 'worse':
      return 'does harm'
    case 'not-shown':
      return 'no effect shown'
    default:
      return assertNever(verdict)
  }
}

/** Placebos that do as the arm does, others that it is not shown to beat, and those that it beats. */
function sorted(placebos: readonly PlaceboCheck[]) {
  const unbeaten = placebos.filter(({ arm }) => arm.verdict !== 'better')
  return {
    alike: unbeaten.filter(({ placebo }) => placebo.verdict === 'better'),
    unbeaten: unbeaten.filter(({ placebo }) => placebo.verdict !== 'better'),
    beaten: placebos.filter(({ arm }) => arm.verdict === 'better'),
  }
}

function figures(finding: Finding): string {
  const { difference, interval } = finding
  const digits = digitsOf(finding)
  const figure = signed(difference, digits)
  if (interval === null) return figure
  const [low, high] = interval
  return `${figure} [${signed(low, digits)}, ${signed(high, digits)}]`
}

/** Three digits, and so many more that a narrow interval has two that count. */
function digitsOf({ interval, difference }: Finding): number {
  const width = interval === null ? Math.abs(difference ?? 1) : interval[1] - interval[0]
  return width > 0 && width < 0.01 ? Math.min(6, Math.ceil(1 - Math.log10(width))) : 3
}

function signed(value: number | null, digits: number): string {
  if (value === null) return 'untested'
  const text = Math.abs(value).toFixed(digits)
  if (Number(text) === 0) return text
  return `${value < 0 ? '-' : '+'}${text}`
}

function plural(noun: string, of: readonly unknown[]): string {
  return of.length === 1 ? noun : `${noun}s`
}

/** "a, b and c"; of many the first ones and how many more. */
function listed(parts: readonly string[]): string {
  const shown = parts.length > NAMED ? [...parts.slice(0, NAMED), `${parts.length - NAMED} more`] : parts
  const [last] = shown.slice(-1)
  return shown.length < 2 ? (last ?? '') : `${shown.slice(0, -1).join(', ')} and ${last}`
}
