import { mean } from '#main/statistics/mean-and-deviation.ts'
import type { Stratum } from '#shared/contract/studies.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { divide, type TestPairs } from './divisions.ts'
import type { StudyMaterial } from './study-material.ts'
import type { TestedRuns } from './tested-runs.ts'
import { groupByUser, recallByPart } from './user-groups.ts'

/** A replication whose runs kept at which ranks they put its test interactions. */
interface RankedReplication extends TestPairs {
  /** By arm, a list for each of its runs. */
  readonly ranks: ReadonlyMap<string, readonly Int32Array[]>
}

/**
 * Recall at the cutoff of the study's metric within parts of the test interactions: which share of a user's test interactions of a
 * part is among the first k, mean over the users who have any there, over the seeds, and over the replications.
 *
 * @returns none where a tested run did not keep ranks, or nothing is tested; no stratum without test interactions
 * @throws ExpectedError BAD_INPUT where runs of a replication were tested on different interactions
 */
export async function strataOf(material: StudyMaterial, tested: TestedRuns): Promise<Stratum[]> {
  const { plan } = material.study
  const cutoff = Number(plan.metric.split('@')[1])
  const replications = await rankedReplications(material, tested)
  if (replications === null) return []
  return divide(replications).flatMap(({ kind, names, places }) => {
    const groups = replications.map(({ pairs }, at) => groupByUser(pairs, places(at), names.length))
    const recalls = replications.map(({ ranks }, at) => {
      const own = groups[at]
      return own === undefined
        ? []
        : [...ranks].map(([arm, lists]) => ({
            arm,
            parts: lists.map((list) => recallByPart(own, list, cutoff)),
          }))
    })
    return names.flatMap((name, part): Stratum[] => {
      const total = (counts: 'interactions' | 'users') =>
        groups.reduce((sum, each) => sum + (each[counts][part] ?? 0), 0)
      if (total('interactions') === 0) return []
      const values = plan.arms.flatMap((arm) => {
        const means = recalls.flatMap((replication) => {
          const runs = replication.find((each) => each.arm === arm.name)?.parts ?? []
          const recall = mean(runs.map((parts) => parts[part] ?? Number.NaN))
          return Number.isNaN(recall) ? [] : [recall]
        })
        return means.length === 0 ? [] : [[arm.name, mean(means)]]
      })
      return [
        {
          ...{ name, kind, interactions: total('interactions'), users: total('users') },
          values: Object.fromEntries(values),
        },
      ]
    })
  })
}

/** Those of which anything is tested; null where a run kept no ranks. */
async function rankedReplications(
  { study: { plan }, strataFacts }: StudyMaterial,
  tested: TestedRuns,
): Promise<RankedReplication[] | null> {
  const ranked: RankedReplication[] = []
  for (const [replication, { dataset }] of plan.replications.entries()) {
    const ranks = new Map<string, Int32Array[]>()
    let pairs: Int32Array | null = null
    for (const { name } of plan.arms) {
      for (const { run, ranks: own } of tested.of(replication, name)) {
        if (own === null) return null
        pairs ??= own.pairs
        if (!isSame(pairs, own.pairs)) {
          throw new ExpectedError(
            'BAD_INPUT',
            `‘${run.name}’ was tested on other interactions than the rest of the study; make a new study.`,
          )
        }
        ranks.set(name, [...(ranks.get(name) ?? []), own.ranks])
      }
    }
    if (pairs !== null) ranked.push({ facts: await strataFacts(dataset), pairs, ranks })
  }
  return ranked
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  const [left, right] = [a, b].map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  )
  return left !== undefined && right !== undefined && left.equals(right)
}
