import type { Annotator, ProposalId } from '#shared/contract/ids.ts'
import { NegativeContent, type ProposalState } from '#shared/contract/proposals.ts'
import type { DecisionInput, ReviewCard, ReviewSort, Standing, Verdict } from '#shared/contract/review.ts'
import type { SnapshotContent } from '#shared/contract/snapshots.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { snapshotLabel } from '#shared/snapshot-label.ts'
import { UsageError } from '../failure.ts'
import { datasetNamed, type Session } from '../session.ts'
import { figure } from '../terminal.ts'
import { readJson } from '../typed-files.ts'
import { viewNamed } from './views.ts'

export interface ProposalsOptions {
  dataset: string
  state?: ProposalState
  /** Comes before the state and the order of the view. */
  order?: ReviewSort
  view?: string
  limit?: number
}

/** `proposals`: lists them with what was proposed and as it stands now. */
export async function listProposals({ client, output }: Session, options: ProposalsOptions): Promise<void> {
  const dataset = await datasetNamed(client, options.dataset)
  const view = options.view === undefined ? undefined : await viewNamed(client, dataset, options.view)
  const states = options.state === undefined ? {} : { states: [options.state] }
  const { proposals } = await client.review.queue({
    filter: { ...view?.filter, dataset: dataset.id, ...states },
    sort: options.order ?? view?.sort ?? 'oldest',
    wait: true,
  })
  const cards: ReviewCard[] = []
  for (const proposal of proposals.slice(0, options.limit)) {
    cards.push(await client.review.card({ proposal }))
  }
  output.rows(
    cards,
    {
      id: (card) => card.id,
      item: (card) => card.externalId,
      title: (card) => card.title.slice(0, 40),
      state: (card) => card.state,
      model: (card) => card.model,
      'contrast text': (card) => figure(card.qualityMetrics.contrastText),
      flags: (card) => card.flags.join(' '),
    },
    'No proposals.',
  )
}

export interface DecideOptions {
  proposal?: ProposalId[]
  allPending?: boolean
  dataset?: string
  verdict: Verdict
  by: Annotator
  edit?: string
}

/** `decide`: one step of the person in each data set, which one `undo` takes back. */
export async function decide(session: Session, options: DecideOptions): Promise<void> {
  const { client, output } = session
  const toDecision = decisionOf(session, options)
  const { by: annotator, proposal: proposals, verdict } = options
  let decided = 0
  if (proposals !== undefined) {
    const written = await client.review.decide({ annotator, decisions: proposals.map(toDecision) })
    if (written.outcome === 'conflict') throw conflict(written.conflicts)
    decided = written.decided
  } else if (verdict !== 'edit') {
    for (const dataset of await datasetsToDecide(session, options.dataset)) {
      const filter = { dataset: dataset.id, states: ['pending' as const] }
      if ((await client.review.counts({ filter })).pending === 0) continue
      decided += (await client.review.bulk({ annotator, filter, verdict, wait: true })).decided
    }
  }
  output.result({ decided }, () => `${decided} decided`)
}

function conflict(conflicts: readonly { proposal: ProposalId; stands: Standing | null }[]): ExpectedError {
  const said = conflicts.map(
    ({ proposal, stands }) =>
      `${proposal} (${stands === null ? 'pending' : `${stands.state} by ${stands.annotator}`})`,
  )
  return new ExpectedError(
    'CONFLICT',
    `Somebody else decided already, nothing was written: ${said.join(', ')}.`,
    {
      retry: 'Leave these out, or open them in the window and decide again.',
    },
  )
}

function decisionOf(session: Session, options: DecideOptions): (proposal: ProposalId) => DecisionInput {
  const { verdict, edit } = options
  if ((options.proposal === undefined) === (options.allPending !== true)) {
    throw new UsageError('Name what to decide: --proposal ID or --all-pending.')
  }
  if (verdict !== 'edit') {
    if (edit !== undefined) throw new UsageError('--edit goes with --verdict edit.')
    return (proposal) => ({ verdict, proposal })
  }
  if (edit === undefined || options.proposal?.length !== 1) {
    throw new UsageError('An edit needs --edit FILE and exactly one --proposal ID.')
  }
  const content = readContent(session.path(edit))
  return (proposal) => ({ verdict, proposal, content })
}

function readContent(file: string): NegativeContent {
  const parsed = NegativeContent.safeParse(readJson(file))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new ExpectedError(
    'BAD_INPUT',
    `This is no negative: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')}.`,
    {
      location: { file },
      retry: 'Write {"text", "visual", "attributes"}, as `current` of `studio proposals --json` has it.',
    },
  )
}

async function datasetsToDecide({ client }: Session, name: string | undefined) {
  return name === undefined ? await client.catalogue.datasets() : [await datasetNamed(client, name)]
}

/** `undo`: takes back the person's newest step that still stands. */
export async function undo({ client, output }: Session, options: { by: Annotator }): Promise<void> {
  const { undone } = await client.review.undo({ annotator: options.by })
  output.result({ undone }, () => {
    if (undone === null) return 'Nothing to undo.'
    const kept = undone.kept.length === 0 ? '' : `; ${undone.kept.length} stay as they were decided since`
    return `Took back: ${undone.description}${kept}`
  })
}

export interface SnapshotOptions {
  dataset: string
  name: string
  which: SnapshotContent
  note?: string
}

/** `snapshot`: saves what was accepted and edited, or all proposals as they were generated. */
export async function snapshot({ client, output }: Session, options: SnapshotOptions): Promise<void> {
  const dataset = await datasetNamed(client, options.dataset)
  const saved = await client.snapshots.create({
    dataset: dataset.id,
    name: options.name,
    which: options.which,
    note: options.note,
  })
  const { name, which, negatives, hash } = saved
  output.result(
    { snapshot: name, which, negatives, hash },
    () => `${snapshotLabel(saved)}: ${negatives} negatives, ${hash}`,
  )
}
