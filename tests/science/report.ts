import { mean, sampleDeviation } from '#main/statistics/mean-and-deviation.ts'
import { WorldName } from '#shared/worlds/world-instance.ts'
import { type Arm, MODEL_ARMS, WORLD_ARMS } from './arms.ts'
import { type Comparison, compareArms } from './comparisons.ts'
import { markdownTable } from './markdown-table.ts'
import { GENERATED_ARMS, MOVIE_ARMS, SAMPLER_ARMS } from './movie-arms.ts'
import type { Result } from './trial.ts'

/** The tables of results, as Markdown. */
export function describeResults(results: readonly Result[]): string {
  const tested = newest(results.filter(({ test }) => test !== null))
  const [movies, worlds] = [
    tested.filter(({ world }) => world === 'movies'),
    tested.filter(({ world }) => world !== 'movies'),
  ]
  const parts = [
    ...(worlds.length === 0 ? [] : worldParts(worlds)),
    ...(movies.length === 0 ? [] : movieParts(movies)),
  ]
  return parts.length === 0 ? 'There are no results yet.' : parts.join('\n\n')
}

/** Of trainings that were made several times, with other settings: the last one. */
function newest(results: readonly Result[]): Result[] {
  const byTraining = new Map(
    results.map((result) => [[result.world, result.seed, result.arm, result.trainingSeed].join(' '), result]),
  )
  return [...byTraining.values()]
}

function worldParts(results: readonly Result[]): string[] {
  const worlds = WorldName.options.filter((name) => results.some(({ world }) => world === name))
  const rows = WORLD_ARMS.flatMap((arm) => {
    const own = results.filter((result) => result.arm === arm.name)
    if (own.length === 0) return []
    return [[arm.label, ...worlds.map((name) => thousandths(own.filter(({ world }) => world === name)))]]
  })
  const seeds = distinct(results.map(({ seed }) => seed))
  const trainings = distinct(results.map(({ trainingSeed }) => trainingSeed))
  return [
    '## Arms by worlds',
    `Test Recall@20 x 1000 over all items, means over the seeds ${seeds} of each world and the training seeds ${trainings}.`,
    markdownTable(['arm', ...worlds], rows),
    '## Differences',
    'Differences of Recall@20 x 1000. A replication is a world of a seed, with the mean over its training seeds. `p (t)` is of a paired t-test over the replications, `Holm` the same corrected for all rows of the table, `p (Wilcoxon)` of the signed-rank test, uncorrected: these speak of further seeds of these kinds of worlds, as far as replications are independent; worlds of one seed share their items, and some their choices. `p (users), Holm` is of a paired t-test over all test users, corrected in the same way: it speaks of further shoppers in these very worlds.',
    comparisonTable(compareArms(WORLD_ARMS, results)),
  ]
}

function movieParts(results: readonly Result[]): string[] {
  const trainings = distinct(results.map(({ trainingSeed }) => trainingSeed))
  const table = (arms: readonly Arm[]) => markdownTable(MOVIE_HEADINGS, movieRows(arms, results))
  return [
    '## Movies: models',
    `All items ranked; mean ± standard deviation over the training seeds ${trainings}. The intra-list distance is the mean 1 - cosine of the texts of a list of 20; seconds are those of the whole training on one thread of a machine with other work.`,
    table(MODEL_ARMS),
    '## Movies: samplers of LightGCN',
    table(SAMPLER_ARMS),
    '## Movies: generated negatives, uncurated',
    'Which attributes people choose by is not known here, so nothing is curated by the truth, and no p speaks of more than these users.',
    table(GENERATED_ARMS),
    comparisonTable(compareArms(MOVIE_ARMS, results)),
  ]
}

const MOVIE_HEADINGS = [
  'arm',
  'Recall@20',
  'NDCG@20',
  'coverage@20',
  'intra-list distance',
  'seconds',
  'best epoch',
]

function movieRows(arms: readonly Arm[], results: readonly Result[]): string[][] {
  return arms.flatMap(({ name, label }) => {
    const own = results.filter(({ arm }) => arm === name)
    if (own.length === 0) return []
    const metric = (key: string) =>
      spread(
        own.map(({ test }) => test?.[key] ?? Number.NaN),
        4,
      )
    return [
      [
        label,
        metric('recall@20'),
        metric('ndcg@20'),
        metric('coverage@20'),
        spread(
          own.map(({ intraListDistance }) => intraListDistance ?? Number.NaN),
          3,
        ),
        spread(
          own.map(({ seconds }) => seconds),
          1,
        ),
        own.map(({ bestEpoch }) => bestEpoch).join(', '),
      ],
    ]
  })
}

function spread(values: readonly number[], digits: number): string {
  const centre = mean(values).toFixed(digits)
  return values.length < 2 ? centre : `${centre} ± ${sampleDeviation(values).toFixed(digits)}`
}

function comparisonTable(comparisons: readonly Comparison[]): string {
  const headings = [
    'arm',
    'against',
    'n',
    'difference',
    '95 %',
    'better in',
    'p (t)',
    'Holm',
    'p (Wilcoxon)',
    'p (users), Holm',
  ]
  const rows = comparisons.map((comparison) => {
    const { arm, against, replications, meanDifference, better, acrossPlaces, acrossUsers } = comparison
    const [low, high] = acrossPlaces?.interval ?? []
    return [
      arm.label,
      against.label,
      String(replications),
      signed(meanDifference),
      low === undefined || high === undefined ? '-' : `${signed(low)} to ${signed(high)}`,
      `${better}`,
      significance(acrossPlaces?.p),
      significance(acrossPlaces?.adjusted),
      significance(acrossPlaces?.signedRank),
      significance(acrossUsers?.adjusted),
    ]
  })
  return markdownTable(headings, rows)
}

function thousandths(results: readonly Result[]): string {
  if (results.length === 0) return '-'
  const byPlace = Map.groupBy(results, ({ world, seed }) => `${world} ${seed}`)
  const means = [...byPlace.values()].map((own) =>
    mean(own.map(({ test }) => test?.['recall@20'] ?? Number.NaN)),
  )
  return (1000 * mean(means)).toFixed(0)
}

function signed(difference: number): string {
  const text = (1000 * difference).toFixed(1)
  return difference > 0 ? `+${text}` : text
}

function significance(p: number | undefined): string {
  if (p === undefined) return '-'
  return p < 0.001 ? '< .001' : p.toFixed(3).replace(/^0/, '')
}

function distinct(values: readonly number[]): string {
  return [...new Set(values)].sort((a, b) => a - b).join(', ')
}
