import { pairedTest } from '#main/runs/paired-test.ts'
import { holmAdjusted } from '#main/statistics/holm.ts'
import { mean } from '#main/statistics/mean-and-deviation.ts'
import { signedRankTest } from '#main/statistics/signed-rank-test.ts'
import type { Arm } from './arms.ts'
import { placeName } from './place.ts'
import type { Result } from './trial.ts'

/** An arm held against another one where both have results, by test Recall@20. */
export interface Comparison {
  readonly arm: Arm
  readonly against: Arm
  /** Places, each the mean of the training seeds of both. */
  readonly replications: number
  readonly meanDifference: number
  /** So many of the replications in which the arm is the better one. */
  readonly better: number
  /** Over replications: null where there is only one. */
  readonly acrossPlaces: {
    readonly interval: readonly [number, number]
    readonly p: number
    /** Holm's, over all comparisons of the table that have one. */
    readonly adjusted: number
    readonly signedRank: number
  } | null
  /** Over the test users of all these places: null where there are no two. */
  readonly acrossUsers: { readonly p: number; readonly adjusted: number } | null
}

/** What each arm is held against, by the results at hand; left out where both have no result at the same place. */
export function compareArms(arms: readonly Arm[], results: readonly Result[]): Comparison[] {
  const found = arms.flatMap((arm) =>
    (arm.against ?? []).flatMap(({ arm: name, worlds }) => {
      const against = arms.find((other) => other.name === name)
      if (against === undefined) throw new Error(`"${arm.name}" is held against "${name}", which is no arm.`)
      const counted = results.filter(
        ({ world }) => worlds === undefined || worlds.some((each) => each === world),
      )
      const pairs = pairsOf(arm, against, counted)
      return pairs.length === 0 ? [] : [{ arm, against, pairs, ...testsOf(pairs) }]
    }),
  )
  const acrossPlaces = adjustedBy(found, ({ acrossPlaces }) => acrossPlaces?.p)
  const acrossUsers = adjustedBy(found, ({ acrossUsers }) => acrossUsers?.p)
  return found.map(({ pairs, ...comparison }, index) => {
    const differences = pairs.map(({ ours, theirs }) => ours.recall - theirs.recall)
    return {
      ...comparison,
      replications: pairs.length,
      meanDifference: mean(differences),
      better: differences.filter((difference) => difference > 0).length,
      acrossPlaces: comparison.acrossPlaces && {
        ...comparison.acrossPlaces,
        adjusted: acrossPlaces[index] ?? 1,
      },
      acrossUsers: comparison.acrossUsers && { ...comparison.acrossUsers, adjusted: acrossUsers[index] ?? 1 },
    }
  })
}

/** An arm at a place, over its training seeds. */
interface Replication {
  readonly recall: number
  readonly users: readonly number[]
}

interface Pair {
  readonly ours: Replication
  readonly theirs: Replication
}

function pairsOf(arm: Arm, against: Arm, results: readonly Result[]): Pair[] {
  const places = new Set(results.map(placeName))
  return [...places].flatMap((place) => {
    const at = (name: string) =>
      replication(results.filter((result) => placeName(result) === place && result.arm === name))
    const [ours, theirs] = [at(arm.name), at(against.name)]
    return ours === null || theirs === null ? [] : [{ ours, theirs }]
  })
}

function replication(results: readonly Result[]): Replication | null {
  const [first] = results
  if (first === undefined) return null
  return {
    recall: mean(results.map(({ test }) => test?.['recall@20'] ?? Number.NaN)),
    users: first.userRecalls.map((_, user) => mean(results.map(({ userRecalls }) => userRecalls[user] ?? 0))),
  }
}

function testsOf(pairs: readonly Pair[]) {
  const over = (values: (replication: Replication) => readonly number[]) => {
    const ours = Float64Array.from(pairs.flatMap((pair) => [...values(pair.ours)]))
    const theirs = Float64Array.from(pairs.flatMap((pair) => [...values(pair.theirs)]))
    return ours.length < 2 ? null : pairedTest('recall@20', theirs, ours)
  }
  const places = over(({ recall }) => [recall])
  const users = over((replication) => replication.users)
  return {
    acrossPlaces: places && {
      interval: [places.interval[0], places.interval[1]] as const,
      p: places.p,
      signedRank: signedRankTest(pairs.map(({ ours, theirs }) => ours.recall - theirs.recall)).p,
    },
    acrossUsers: users && { p: users.p },
  }
}

/** Holm's p of each one that has a p, in its place. */
function adjustedBy<T>(all: readonly T[], pOf: (one: T) => number | undefined): (number | undefined)[] {
  const places = all.flatMap((one, index) => (pOf(one) === undefined ? [] : [index]))
  const adjusted = holmAdjusted(places.map((index) => pOf(all[index] as T) ?? 1))
  return all.map((_, index) => adjusted[places.indexOf(index)])
}
