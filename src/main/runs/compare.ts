import type { Comparison, PairedTest, Run } from '#shared/contract/runs.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { MetricKey } from '#shared/training/metrics.ts'
import { pairedTest } from './paired-test.ts'
import { groupRuns, type RunGroup, summarise, type TestedRun } from './run-groups.ts'
import { averageOverRuns, commonKeys, sameUsers, type UserMetrics } from './user-metrics.ts'

/**
 * Groups runs by everything but their seed, and tests every later group against the first on every ranking
 * metric that both have. Runs of equal seed are paired; a user's value is the mean over the seeds that both groups have.
 * Runs without a test result stand in their group and count for nothing; groups without a common tested
 * seed, or with a single test user, have no tests.
 *
 * @param load reads the per-user test results of a run
 * @throws ExpectedError BAD_INPUT when runs are of different data sets or were tested on different users
 */
export async function compareRuns(
  runs: readonly Run[],
  load: (run: Run) => Promise<UserMetrics>,
): Promise<Comparison> {
  const [one] = runs
  const stranger = runs.find((run) => run.dataset !== one?.dataset)
  if (one !== undefined && stranger !== undefined) {
    throw new ExpectedError(
      'BAD_INPUT',
      `‘${one.name}’ was trained on ‘${one.datasetName}’ and ‘${stranger.name}’ on ‘${stranger.datasetName}’; only runs of one data set can be compared.`,
    )
  }
  const groups = groupRuns(runs)
  const [first, ...later] = groups
  const tests: Comparison['tests'] = []
  if (first !== undefined) {
    for (const second of later) {
      const results = await testGroups(first, second, load)
      tests.push({ first: first.label, second: second.label, tests: results })
    }
  }
  return { runs: [...runs], groups: groups.map(summarise), tests }
}

async function testGroups(
  first: RunGroup,
  second: RunGroup,
  load: (run: Run) => Promise<UserMetrics>,
): Promise<PairedTest[]> {
  const pairs = first.tested.flatMap((run) => {
    const partner = second.tested.find((other) => other.config.seed === run.config.seed)
    return partner === undefined ? [] : [[run, partner] as const]
  })
  const loadAll = async (side: readonly TestedRun[]) =>
    Promise.all(side.map(async (run) => ({ run, metrics: await load(run) })))
  const [ours, theirs] = await Promise.all([
    loadAll(pairs.map(([run]) => run)),
    loadAll(pairs.map(([, partner]) => partner)),
  ])
  const [reference] = ours
  if (reference === undefined) return []
  const stranger = [...ours, ...theirs].find((other) => !sameUsers(reference.metrics, other.metrics))
  if (stranger !== undefined) {
    throw new ExpectedError(
      'BAD_INPUT',
      `‘${reference.run.name}’ and ‘${stranger.run.name}’ were tested on different users and cannot be compared.`,
    )
  }
  if (reference.metrics.users.length < 2) return []
  const valuesOf = (side: typeof ours, key: MetricKey) =>
    averageOverRuns(
      side.map(({ metrics }) => metrics),
      key,
    )
  const keys = commonKeys([...ours, ...theirs].map(({ metrics }) => metrics))
  return keys.map((key) => pairedTest(key, valuesOf(ours, key), valuesOf(theirs, key)))
}
