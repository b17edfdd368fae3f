import { mean, sampleDeviation } from '#main/statistics/mean-and-deviation.ts'
import type { Comparison, Run } from '#shared/contract/runs.ts'
import { testOf } from '#shared/runs/run-facts.ts'
import { assignmentsOf } from '#shared/training/assign-settings.ts'
import type { Metrics } from '#shared/training/metrics.ts'
import { familyName } from './run-name.ts'

/** A run that was tested. */
export type TestedRun = Extract<Run, { state: 'finished' | 'stopped' }> & { test: Metrics }

/** Runs that differ in their seed alone. */
export interface RunGroup {
  label: string
  runs: Run[]
  /** The newest tested run of each seed: a seed that was trained twice counts once. */
  tested: TestedRun[]
}

/** In the order in which their first run was named. Labels are unique: they say what tells groups apart. */
export function groupRuns(runs: readonly Run[]): RunGroup[] {
  const families = [...Map.groupBy(runs, (run) => JSON.stringify(traits(run))).values()]
  const names = families.map(([first]) => (first === undefined ? '' : familyName(first)))
  return families.map((members, index) => {
    const namesakes = families.filter((_, other) => names[other] === names[index])
    return {
      label: [names[index], ...distinctions(members, namesakes)].join(' · '),
      runs: members,
      tested: newestTestedBySeed(members),
    }
  })
}

/** Mean and sample deviation over the seeds of a group; empty while none was tested. */
export function summarise({ label, runs, tested }: RunGroup): Comparison['groups'][number] {
  const over = (statistic: (values: number[]) => number): Metrics =>
    Object.fromEntries(
      Object.keys(tested[0]?.test ?? {}).flatMap((key) => {
        const values = tested.flatMap((run) => run.test[key] ?? [])
        return values.length === tested.length ? [[key, statistic(values)]] : []
      }),
    )
  return { label, runs: runs.map((run) => run.id), mean: over(mean), deviation: over(sampleDeviation) }
}

/** Everything that decides a run's numbers, besides the seed. */
function traits({ config, dataset, snapshot, version }: Run): [name: string, value: unknown][] {
  const { seed: _, ...rest } = assignmentsOf(config)
  return Object.entries({ dataset, snapshot, ...rest, version }).toSorted(([a], [b]) => (a < b ? -1 : 1))
}

/** "learningRate 0.01": the traits in which groups of the same name differ. */
function distinctions(members: readonly Run[], namesakes: readonly (readonly Run[])[]): string[] {
  const [first] = members
  if (first === undefined) return []
  const others = namesakes.flatMap(([other]) => (other === undefined ? [] : [new Map(traits(other))]))
  return traits(first).flatMap(([name, value]) =>
    others.some((other) => other.get(name) !== value) ? [`${name} ${value}`] : [],
  )
}

function newestTestedBySeed(runs: readonly Run[]): TestedRun[] {
  const bySeed = new Map<number, TestedRun>()
  for (const run of runs.toSorted((a, b) => a.id - b.id)) {
    if (isTested(run)) bySeed.set(run.config.seed, run)
  }
  return [...bySeed.values()].toSorted((a, b) => a.config.seed - b.config.seed)
}

function isTested(run: Run): run is TestedRun {
  return testOf(run) !== null
}
