import { setImmediate } from 'node:timers/promises'
import type { Annotator, DatasetId, ProposalId } from '#shared/contract/ids.ts'
import type { ProposalState } from '#shared/contract/proposals.ts'
import type { StepKind } from '#shared/contract/review.ts'
import type { Reader } from './database.ts'

/** How many decisions of one person stand, by state: on what was proposed, and on audits. */
export interface CuratorStates {
  annotator: Annotator
  genuine: Record<ProposalState, number>
  audits: Record<ProposalState, number>
}

/** Of everybody whose decision stands of something, in alphabetical order. */
export function readCuratorStates(reader: Reader, dataset: DatasetId): CuratorStates[] {
  const all = reader.all<StateCount>(
    `SELECT y.annotator, y.state, sum(y.count) AS count
     FROM facet AS f JOIN tally AS y ON y.facet_id = f.id
     WHERE f.dataset_id = :dataset AND y.annotator <> '' AND y.count > 0
     GROUP BY y.annotator, y.state
     ORDER BY y.annotator`,
    { dataset },
  )
  const planted = reader.all<StateCount>(
    `SELECT t.annotator, t.state, count(*) AS count
     FROM audit AS a JOIN standing AS t ON t.proposal_id = a.proposal_id
     WHERE t.dataset_id = :dataset AND t.annotator <> ''
     GROUP BY t.annotator, t.state`,
    { dataset },
  )
  const curators = new Map<string, CuratorStates>()
  for (const { annotator, state, count } of all) {
    const curator = curators.get(annotator) ?? {
      annotator: annotator as Annotator,
      genuine: noStates(),
      audits: noStates(),
    }
    curator.genuine[state] = count
    curators.set(annotator, curator)
  }
  for (const { annotator, state, count } of planted) {
    const curator = curators.get(annotator)
    if (curator === undefined) continue
    curator.genuine[state] -= count
    curator.audits[state] = count
  }
  return [...curators.values()]
}

interface StateCount {
  annotator: string
  state: ProposalState
  count: number
}

const noStates = () => ({ pending: 0, accepted: 0, edited: 0, rejected: 0, skipped: 0 })

/** An act as far as its time goes. */
export interface TimedStep {
  id: number
  annotator: Annotator
  kind: StepKind
  decisions: number
  dwell: number | null
  standing: boolean
  at: number
}

const PAGE = 2000

/** All acts on a data set's proposals, oldest first, in pages, without keeping the engine to itself. */
export async function* walkTimedSteps(reader: Reader, dataset: DatasetId): AsyncGenerator<TimedStep[]> {
  for (let after = 0; ; ) {
    const rows = reader.all<Omit<TimedStep, 'standing'> & { standing: number }>(
      `SELECT id, annotator, kind, decisions, dwell, standing, created_at AS at
       FROM step
       WHERE dataset_id = :dataset AND id > :after AND kind <> 'attributes'
       ORDER BY id LIMIT :limit`,
      { dataset, after, limit: PAGE },
    )
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows.map((row) => ({ ...row, standing: row.standing === 1 }))
    after = last.id
    await setImmediate()
  }
}

/** How far back acceptances are looked for, in acts of the person. */
const ACTS = 200

/** The person's newest acceptances that stand, each made alone and with its time on screen. */
export function readNewestAcceptances(
  reader: Reader,
  query: { dataset: DatasetId; annotator: Annotator; limit: number },
): { proposal: ProposalId; dwell: number }[] {
  const rows = reader.all<{ proposal_id: number; dwell: number }>(
    `SELECT d.proposal_id, s.dwell
     FROM (
       SELECT id, dwell FROM step
       WHERE annotator = :annotator AND standing = 1 AND dataset_id = :dataset
         AND kind = 'decide' AND decisions = 1 AND dwell IS NOT NULL
       ORDER BY id DESC LIMIT ${ACTS}
     ) AS s
     JOIN decision AS d ON d.step_id = s.id
     WHERE d.verdict = 'accept'
     ORDER BY s.id DESC LIMIT :limit`,
    query,
  )
  return rows.map(({ proposal_id, dwell }) => ({ proposal: proposal_id as ProposalId, dwell }))
}
