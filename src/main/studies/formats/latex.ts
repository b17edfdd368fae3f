import { assertNever } from '#shared/assert-never.ts'
import type { ArmResult, HypothesisResult, Study, StudyResults } from '#shared/contract/studies.ts'
import { isLowerBetter, metricLabel } from '#shared/training/metrics/registry.ts'
import { METRIC_KEYS } from '#shared/training/metrics.ts'
import { escapeLatex } from './escape-latex.ts'
import type { StudyWriter } from './study-format.ts'

const DIGITS = 4

/** Two tables for the package booktabs: arms by metrics, the best values bold, each placebo below its arm; and the hypotheses. */
export const latex: StudyWriter = {
  format: 'latex',
  extension: '.tex',
  write(study, results) {
    return [
      `% ${oneLine(study.name)}: study ${study.hash}. Needs \\usepackage{booktabs}.`,
      `% ${oneLine(results.conclusion)}`,
      ...armTable(study, results),
      '',
      ...hypothesisTable(results),
      '',
    ].join('\n')
  },
}

function armTable({ plan, datasets }: Study, { arms, metric }: StudyResults): string[] {
  const cutoff = metric.split('@')[1]
  const metrics = [metric, ...METRIC_KEYS.filter((key) => key !== metric && key.endsWith(`@${cutoff}`))]
  const shown = metrics.filter((key) => arms.some(({ mean }) => mean[key] !== undefined))
  const best = new Map(shown.map((key) => [key, bestOf(key, arms)]))
  const places = datasets.map(({ name }) => name).join(', ')
  const deviations =
    plan.replications.length === 1
      ? `mean $\\pm$ standard deviation over the seeds ${plan.seeds.join(', ')}`
      : `means over ${plan.replications.length} data sets and the seeds ${plan.seeds.join(', ')}`
  return [
    ...opening(
      `Test metrics (${deviations}) on ${escapeLatex(places)}; every arm tuned on validation, by ${plan.tuning.trialsPerArm} points of its grid at most. Placebos stand below their arms.`,
      `l${'r'.repeat(shown.length)}`,
    ),
    row(['Arm', ...shown.map((key) => escapeLatex(metricLabel(key)))]),
    '\\midrule',
    ...besideTheirArms(arms).map(({ arm, depth }) =>
      row([
        `${'\\quad '.repeat(depth)}${escapeLatex(arm.label)}`,
        ...shown.map((key) => cell(arm, key, best.get(key) ?? null)),
      ]),
    ),
    ...CLOSING,
  ]
}

/** In the order of the plan, but each placebo below the arm that it is a placebo of. */
function besideTheirArms(arms: readonly ArmResult[]): { arm: ArmResult; depth: number }[] {
  const depths = new Map<ArmResult, number>()
  const add = (arm: ArmResult, depth: number) => {
    if (depths.has(arm)) return
    depths.set(arm, depth)
    for (const placebo of arms) if (placebo.placeboOf === arm.arm) add(placebo, depth + 1)
  }
  for (const arm of arms) if (arm.placeboOf === null) add(arm, 0)
  for (const arm of arms) add(arm, 0)
  return [...depths].map(([arm, depth]) => ({ arm, depth }))
}

/** As it is printed: values that look the same are all the best. */
function bestOf(key: string, arms: readonly ArmResult[]): string | null {
  const values = arms.flatMap(({ mean }) => mean[key] ?? [])
  if (values.length < 2) return null
  return (isLowerBetter(key) ? Math.min(...values) : Math.max(...values)).toFixed(DIGITS)
}

function cell({ mean, replications }: ArmResult, key: string, best: string | null): string {
  const value = mean[key]?.toFixed(DIGITS)
  if (value === undefined) return '--'
  const printed = value === best ? `\\textbf{${value}}` : value
  const [only] = replications
  const deviation = replications.length === 1 ? only?.deviation?.[key] : undefined
  return deviation === undefined ? printed : `${printed} $\\pm$ ${deviation.toFixed(DIGITS)}`
}

function hypothesisTable({ hypotheses, arms, metric, complete }: StudyResults): string[] {
  const labelOf = (name: string) => escapeLatex(arms.find(({ arm }) => arm === name)?.label ?? name)
  const caption = [
    `Differences of ${escapeLatex(metricLabel(metric))} with 95\\,\\% intervals and the two-sided $p$ of the test that speaks of the most, corrected by Holm's method.`,
    ...(complete ? [] : ['Trainings are missing: nothing is concluded.']),
  ]
  return [
    ...opening(caption.join(' '), 'llrlrrl'),
    row(['Hypothesis', 'Over', 'Difference', '95\\,\\% interval', '$d_z$', '$p$', 'Speaks of further']),
    '\\midrule',
    ...hypotheses.map((hypothesis) => hypothesisRow(hypothesis, labelOf(hypothesis.against))),
    ...CLOSING,
  ]
}

function hypothesisRow(hypothesis: HypothesisResult, against: string): string {
  const { text, difference, interval, intervalSpeaksOf, effectSize, tests } = hypothesis
  const leading = tests.find(({ test, speaksOf }) => speaksOf === intervalSpeaksOf && test !== 'wilcoxon')
  return row([
    `${escapeLatex(text)}${markOf(hypothesis)}`,
    against,
    difference === null ? '--' : signed(difference),
    interval === null ? '--' : `$[${interval.map(plainSigned).join(', ')}]$`,
    effectSize === null ? '--' : `$${effectSize.toFixed(2)}$`,
    leading === undefined ? '--' : probability(leading.pAdjusted),
    intervalSpeaksOf ?? '--',
  ])
}

/** Better and worse at .05. */
function markOf({ verdict }: HypothesisResult): string {
  switch (verdict) {
    case 'better':
      return ' $\\uparrow$'
    case 'worse':
      return ' $\\downarrow$'
    case 'not-shown':
      return ''
    default:
      return assertNever(verdict)
  }
}

function opening(caption: string, columns: string): string[] {
  return [
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${caption}}`,
    `  \\begin{tabular}{${columns}}`,
    '\\toprule',
  ]
}

const CLOSING = ['\\bottomrule', '  \\end{tabular}', '\\end{table}']

function row(cells: readonly string[]): string {
  return `${cells.join(' & ')} \\\\`
}

function signed(value: number): string {
  return `$${plainSigned(value)}$`
}

function plainSigned(value: number): string {
  const text = value.toFixed(DIGITS)
  return value > 0 ? `+${text}` : text
}

function probability(p: number): string {
  return p < 0.001 ? '$<.001$' : `$${p.toFixed(3).replace(/^0/, '')}$`
}

/** A comment ends with its line. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
