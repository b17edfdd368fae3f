import type { TestRanks } from '#main/runs/test-ranks.ts'
import { sameUsers, type UserMetrics } from '#main/runs/user-metrics.ts'
import type { Run } from '#shared/contract/runs.ts'
import type { StudyTrial } from '#shared/contract/studies.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { testOf } from '#shared/runs/run-facts.ts'
import type { StudyArm, StudyPlan } from '#shared/studies/plan.ts'
import { isDeterministic } from '#shared/studies/trainings.ts'
import { metricLabel } from '#shared/training/metrics/registry.ts'
import type { MetricKey, Metrics } from '#shared/training/metrics.ts'
import type { StudyMaterial } from './study-material.ts'

/** A final training that was tested. */
export interface TestedRun {
  readonly run: Run
  readonly seed: number
  readonly point: StudyTrial['point']
  readonly test: Metrics
  /** The study's metric of each test user. */
  readonly values: Float64Array
  readonly ranks: TestRanks | null
}

/** The tested runs of a study, by replication and arm. */
export class TestedRuns {
  readonly #plan: StudyPlan
  readonly #runs: ReadonlyMap<string, readonly TestedRun[]>

  private constructor(plan: StudyPlan, runs: ReadonlyMap<string, readonly TestedRun[]>) {
    this.#plan = plan
    this.#runs = runs
  }

  /**
   * Reads the files of each tested run, once.
   *
   * @throws ExpectedError NOT_FOUND when files are gone, BAD_INPUT when runs of one data set were tested on different users
   */
  static async read(material: StudyMaterial): Promise<TestedRuns> {
    const { plan, trials } = material.study
    const metric = plan.metric as MetricKey
    const runs = new Map<string, TestedRun[]>()
    const firstOf = new Map<number, { run: Run; metrics: UserMetrics }>()
    for (const trial of trials) {
      // A run that was stopped is tested as well, but is not what the plan says.
      const counts = trial.stage === 'final' && trial.state === 'finished'
      const run = counts && trial.run !== null ? material.run(trial.run) : null
      const test = run === null ? null : testOf(run)
      if (run === null || test === null) continue
      const metrics = await material.userMetrics(run)
      const first = firstOf.get(trial.replication) ?? { run, metrics }
      firstOf.set(trial.replication, first)
      if (!sameUsers(first.metrics, metrics)) {
        throw new ExpectedError(
          'BAD_INPUT',
          `‘${first.run.name}’ and ‘${run.name}’ were tested on different users and cannot be compared; make a new study.`,
        )
      }
      const [values, ranks] = [valuesOf(metrics, metric, run), await material.testRanks(run)]
      const key = keyOf(trial.replication, trial.arm)
      runs.set(key, [
        ...(runs.get(key) ?? []),
        { run, test, values, ranks, seed: trial.seed, point: trial.point },
      ])
    }
    return new TestedRuns(plan, runs)
  }

  /** One for each seed of the plan that is tested, in the plan's order; the only one of an arm that counts for every seed. */
  of(replication: number, arm: string): readonly TestedRun[] {
    const own = this.#runs.get(keyOf(replication, arm)) ?? []
    return this.#plan.seeds.flatMap((seed) => own.findLast((run) => run.seed === seed) ?? [])
  }

  /**
   * How much better the arm is than the other one for each user: [seeds][users], of the seeds that both were tested with. An arm that
   * counts for every seed is paired with each; two of them have a single difference.
   */
  differences(replication: number, arm: StudyArm, against: StudyArm): Float64Array[] {
    const [ours, theirs] = [this.of(replication, arm.name), this.of(replication, against.name)]
    const [everyOurs, everyTheirs] = [isDeterministic(arm), isDeterministic(against)]
    const pairs =
      everyOurs && !everyTheirs
        ? theirs.flatMap((other) => ours.slice(0, 1).map((run) => [run, other] as const))
        : ours.flatMap((run) => {
            const other = everyTheirs ? theirs[0] : theirs.find(({ seed }) => seed === run.seed)
            return other === undefined ? [] : [[run, other] as const]
          })
    return pairs.map(([run, other]) =>
      run.values.map((value, user) => value - (other.values[user] ?? Number.NaN)),
    )
  }
}

function keyOf(replication: number, arm: string): string {
  return `${replication} ${arm}`
}

function valuesOf({ users, keys, values }: UserMetrics, metric: MetricKey, run: Run): Float64Array {
  const column = keys.indexOf(metric)
  if (column < 0) {
    throw new ExpectedError(
      'BAD_INPUT',
      `‘${run.name}’ was tested by an earlier version, which did not measure ${metricLabel(metric)}; make a new study.`,
    )
  }
  return Float64Array.from(users, (_, row) => values[row * keys.length + column] ?? Number.NaN)
}
