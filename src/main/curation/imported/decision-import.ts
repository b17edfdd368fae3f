import { openJsonLines } from '#main/catalogue/readers/json-lines.ts'
import { SkippedRows } from '#main/catalogue/readers/skipped-rows.ts'
import type { Reader } from '#main/store/database.ts'
import { findProposal, readProposalOrigin, readTitle } from '#main/store/proposal-repository.ts'
import { readStanding } from '#main/store/standing-repository.ts'
import type { Dataset } from '#shared/contract/catalogue.ts'
import { DecisionLine, type ImportConflict } from '#shared/contract/decision-imports.ts'
import type { Annotator, ProposalId } from '#shared/contract/ids.ts'
import { type DecisionInput, STATE_OF_VERDICT, type Standing } from '#shared/contract/review.ts'
import { ExpectedError } from '#shared/expected-error.ts'

/** A decision of a file, and where it stands there. */
export interface PlacedDecision {
  line: number
  proposal: ProposalId
  said: DecisionLine
}

/** What an import comes to. */
export interface ImportPlan {
  /** By annotator, in the order of the file; each is made on what stands now. */
  steps: Map<Annotator, DecisionInput[]>
  unchanged: number
  conflicts: ImportConflict[]
}

/**
 * Reads the decisions of a file of JSON lines and finds their proposals.
 *
 * @throws ExpectedError NOT_FOUND or BAD_INPUT, with file and line, for what is no decision of this data set
 */
export async function readDecisionFile(
  reader: Reader,
  dataset: Pick<Dataset, 'id' | 'name'>,
  file: string,
): Promise<PlacedDecision[]> {
  const table = await openJsonLines(file)
  const skipped = new SkippedRows()
  const decisions: PlacedDecision[] = []
  const lineOf = new Map<ProposalId, number>()
  for await (const { lines, columns } of table.batches(skipped)) {
    const broken = skipped.firstOf(file)
    if (broken !== undefined) throw refusal(file, broken.line, broken.reason)
    for (const [row, line] of lines.entries()) {
      const cells = table.columns.map((name, column) => [name, columns[column]?.[row]] as const)
      const parsed = DecisionLine.safeParse(
        Object.fromEntries(cells.filter(([, cell]) => cell !== undefined)),
      )
      if (!parsed.success) {
        const issue = parsed.error.issues[0]
        throw refusal(file, line, [issue?.path.join('.'), issue?.message].filter(Boolean).join(': '))
      }
      const said = parsed.data
      const proposal = proposalOf(reader, dataset, said)
      if (typeof proposal === 'string') throw refusal(file, line, proposal)
      const before = lineOf.get(proposal)
      if (before !== undefined) throw refusal(file, line, `line ${before} decides the same proposal`)
      lineOf.set(proposal, line)
      decisions.push({ line, proposal, said })
    }
  }
  return decisions
}

/** The proposal, or why there is none. */
function proposalOf(
  reader: Reader,
  dataset: Pick<Dataset, 'id' | 'name'>,
  { proposal, item, job }: DecisionLine,
): ProposalId | string {
  if (proposal !== undefined) {
    const isHere = readProposalOrigin(reader, proposal)?.dataset === dataset.id
    return isHere ? proposal : `‘${dataset.name}’ has no proposal ${proposal}`
  }
  const found =
    item === undefined || job === undefined
      ? undefined
      : findProposal(reader, { dataset: dataset.id, item, job })
  return found ?? `job ${job} proposed nothing for the item “${item}” of ‘${dataset.name}’`
}

/**
 * What would be written, what is so already, and what was decided otherwise since.
 *
 * @param theirs lines whose decision is to be written all the same
 */
export function planImport(
  reader: Reader,
  decisions: readonly PlacedDecision[],
  theirs: ReadonlySet<number>,
): ImportPlan {
  const plan: ImportPlan = { steps: new Map(), unchanged: 0, conflicts: [] }
  for (const decision of decisions) {
    const stands = readStanding(reader, decision.proposal) ?? null
    const { said, proposal, line } = decision
    const { annotator, verdict } = said
    if (isSame(said, stands)) plan.unchanged++
    else if (isDecidedSince(said, stands) && !theirs.has(line)) {
      plan.conflicts.push({
        line,
        proposal,
        title: readTitle(reader, proposal) ?? '',
        theirs: {
          annotator,
          verdict,
          at: said.time === undefined ? null : Date.parse(said.time),
          note: said.note ?? null,
        },
        ours: stands,
      })
    } else {
      const own = plan.steps.get(annotator) ?? []
      own.push(toInput(decision, stands))
      plan.steps.set(annotator, own)
    }
  }
  return plan
}

/** An edit is never taken for the same: its words are not compared. */
function isSame({ annotator, verdict }: DecisionLine, stands: Standing | null): boolean {
  return verdict !== 'edit' && stands?.annotator === annotator && stands.state === STATE_OF_VERDICT[verdict]
}

/**
 * Whether what stands is something that the decision does not know: another step than it names, else one that is later or, without
 * a time, anybody else's.
 */
function isDecidedSince({ on, time, annotator }: DecisionLine, stands: Standing | null): boolean {
  if (on !== undefined) return on !== (stands?.step ?? null)
  if (stands === null) return false
  return time === undefined ? stands.annotator !== annotator : stands.at > Date.parse(time)
}

function toInput({ proposal, said }: PlacedDecision, stands: Standing | null): DecisionInput {
  const { verdict, note, reason, content } = said
  const common = { proposal, on: stands?.step ?? null, ...(note === undefined ? {} : { note }) }
  switch (verdict) {
    case 'edit':
      if (content === undefined) throw new TypeError('an edit has a content')
      return { ...common, verdict, content }
    case 'reject':
      return { ...common, verdict, ...(reason === undefined ? {} : { reason }) }
    default:
      return { ...common, verdict }
  }
}

function refusal(file: string, line: number, reason: string): ExpectedError {
  return new ExpectedError('BAD_INPUT', `Line ${line} of ${file} cannot be used: ${reason}.`, {
    location: { file, line },
    retry: 'Mend or remove that line; nothing was written.',
  })
}
