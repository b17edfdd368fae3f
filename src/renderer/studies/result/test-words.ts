import type { HypothesisResult, SignificanceTest, SpeaksOf } from '#shared/contract/studies.ts'
import type { Tone } from '../../components/tone-badge.tsx'

/** Whom else a result holds for, should the study be repeated with them. */
export const SPEAKS_OF: Readonly<Record<SpeaksOf, string>> = {
  users: 'further users',
  seeds: 'further seeds',
  'users and seeds': 'further seeds and users',
  worlds: 'further worlds',
}

/** What is paired. */
const PAIRS: Readonly<Record<SpeaksOf, readonly [one: string, many: string]>> = {
  users: ['user', 'users'],
  seeds: ['seed', 'seeds'],
  'users and seeds': ['user-seed pair', 'user-seed pairs'],
  worlds: ['world', 'worlds'],
}

export const TESTS: Readonly<Record<SignificanceTest['test'], string>> = {
  'paired t': 'Paired t-test',
  wilcoxon: 'Wilcoxon signed-rank',
  'crossed random effects': 'Crossed random effects',
}

export const VERDICTS: Readonly<Record<HypothesisResult['verdict'], { label: string; tone: Tone }>> = {
  better: { label: 'better', tone: 'teal' },
  worse: { label: 'worse', tone: 'red' },
  'not-shown': { label: 'no effect shown', tone: 'gray' },
}

/** While trainings are missing nothing is concluded. */
export const OPEN: { readonly label: string; readonly tone: Tone } = { label: 'not concluded', tone: 'gray' }

/** "1,234 users" */
export function pairsWords({ n, speaksOf }: SignificanceTest): string {
  const [one, many] = PAIRS[speaksOf]
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`
}

/** "t(11.4) = 2.31", "W = 41" */
export function statisticWords({ test, statistic, degreesOfFreedom }: SignificanceTest): string {
  const letter = test === 'wilcoxon' ? 'W' : 't'
  const of = degreesOfFreedom === null ? '' : `(${Number(degreesOfFreedom.toFixed(1))})`
  return `${letter}${of} = ${Number(statistic.toPrecision(4))}`
}
