import { proportionInterval } from '#main/statistics/proportion-interval.ts'
import { type CuratorStates, readCuratorStates, walkTimedSteps } from '#main/store/curator-repository.ts'
import type { Reader } from '#main/store/database.ts'
import type { AuditCatches, CuratorFigures } from '#shared/contract/curators.ts'
import type { Annotator, DatasetId } from '#shared/contract/ids.ts'
import { ProposalState } from '#shared/contract/proposals.ts'
import { TimeAtWork } from './time-at-work.ts'

type States = CuratorStates['genuine']

/**
 * Figures of everybody who decided something in a data set, in alphabetical order.
 *
 * @param blind audits count as all else, and nothing is said of them
 */
export async function readCuratorFigures(
  reader: Reader,
  dataset: DatasetId,
  { blind }: { blind: boolean },
): Promise<CuratorFigures[]> {
  const times = await readTimes(reader, dataset)
  const curators = readCuratorStates(reader, dataset)
  const judged = curators.map(({ annotator, genuine, audits }) => ({
    annotator,
    states: blind ? added(genuine, audits) : genuine,
    audits,
  }))
  return judged.map(({ annotator, states, audits }) => {
    const others = judged.filter((other) => other.annotator !== annotator).map((other) => other.states)
    const time = times.get(annotator) ?? new TimeAtWork()
    return {
      annotator,
      decisions: sum(ProposalState.options.map((state) => states[state])),
      hourlyRate: time.hourlyRate,
      itemTimes: time.itemTimes,
      acceptanceRate: acceptanceOf(states),
      othersAcceptanceRate: acceptanceOf(others.reduce(added, NONE)),
      editRate: share(states.edited, states.accepted + states.edited),
      audits: blind ? null : catchesOf(audits),
    }
  })
}

async function readTimes(reader: Reader, dataset: DatasetId): Promise<Map<Annotator, TimeAtWork>> {
  const times = new Map<Annotator, TimeAtWork>()
  for await (const steps of walkTimedSteps(reader, dataset)) {
    for (const step of steps) {
      const time = times.get(step.annotator) ?? new TimeAtWork()
      time.add(step)
      times.set(step.annotator, time)
    }
  }
  return times
}

/** A skip says nothing of whether the audit was noticed. */
export function catchesOf({ accepted, edited, rejected }: States): AuditCatches {
  const caught = rejected + edited
  const all = caught + accepted
  return {
    caught,
    missed: accepted,
    rate: share(caught, all),
    interval: all === 0 ? null : proportionInterval(caught, all),
  }
}

function acceptanceOf({ accepted, edited, rejected }: States): number | null {
  return share(accepted + edited, accepted + edited + rejected)
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

const NONE: States = { pending: 0, accepted: 0, edited: 0, rejected: 0, skipped: 0 }

function added(one: States, other: States): States {
  const states = { ...one }
  for (const state of ProposalState.options) states[state] += other[state]
  return states
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
