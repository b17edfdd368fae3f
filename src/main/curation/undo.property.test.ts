import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { seedDataset, seedProposal } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { Annotator, ProposalId } from '#shared/contract/ids.ts'
import type { ProposalState } from '#shared/contract/proposals.ts'
import type { Verdict } from '#shared/contract/review.ts'
import { createReviewService, type ReviewService } from './review-service.ts'
import { NO_DOUBTS } from './testing/no-doubts.ts'

const ANNOTATORS = ['Ada', 'Ben', 'Cleo'] as Annotator[]
const PROPOSALS = 4
const STATE: Record<Verdict, ProposalState> = {
  accept: 'accepted',
  edit: 'edited',
  reject: 'rejected',
  skip: 'skipped',
}

/** The steps that stand, oldest first; what was undone is simply no longer there. */
interface Model {
  steps: { annotator: Annotator; verdicts: Map<number, Verdict> }[]
}

function expectedStates({ steps }: Model): ProposalState[] {
  return Array.from({ length: PROPOSALS }, (_, index) => {
    const verdict = steps.findLast((step) => step.verdicts.has(index))?.verdicts.get(index)
    return verdict === undefined ? 'pending' : STATE[verdict]
  })
}

/** The studio over a workspace on disk, which can be closed and opened again. */
class Studio {
  readonly folder = mkdtempSync(join(tmpdir(), 'undo-'))
  readonly proposals: ProposalId[]
  workspace: Workspace
  review: ReviewService

  constructor() {
    this.workspace = openWorkspace(this.folder)
    this.review = this.service()
    const seeded = seedDataset(
      this.workspace,
      'mugs',
      Array.from({ length: PROPOSALS }, (_, index) => `Mug ${index}`),
    )
    this.proposals = seeded.items.map((item) => seedProposal(this.workspace, { ...seeded, item }))
  }

  private service(): ReviewService {
    return createReviewService({
      doubts: NO_DOUBTS,
      workspace: this.workspace,
      publish: () => undefined,
      regenerate: () => {
        throw new Error('not asked for here')
      },
    })
  }

  reopen(): void {
    this.workspace.database.close()
    this.workspace = openWorkspace(this.folder)
    this.review = this.service()
  }

  states(): ProposalState[] {
    return this.proposals.map((proposal) => this.review.card({ proposal }).state)
  }

  proposal(index: number): ProposalId {
    const id = this.proposals[index]
    if (id === undefined) throw new RangeError(`proposal ${index}`)
    return id
  }

  remove(): void {
    this.workspace.database.close()
    rmSync(this.folder, { recursive: true })
  }
}

class Decide implements fc.Command<Model, Studio> {
  readonly annotator: Annotator
  readonly verdicts: Map<number, Verdict>
  constructor(annotator: Annotator, decisions: readonly (readonly [number, Verdict])[]) {
    this.annotator = annotator
    this.verdicts = new Map(decisions)
  }
  check(): boolean {
    return true
  }
  run(model: Model, studio: Studio): void {
    studio.review.decide({
      annotator: this.annotator,
      decisions: [...this.verdicts].map(([index, verdict]) => {
        const proposal = studio.proposal(index)
        return verdict === 'edit'
          ? { verdict, proposal, content: { text: 'edited', visual: '', attributes: [] } }
          : { verdict, proposal }
      }),
    })
    model.steps.push({ annotator: this.annotator, verdicts: this.verdicts })
    expect(studio.states()).toEqual(expectedStates(model))
  }
  toString(): string {
    return `${this.annotator} decides ${JSON.stringify([...this.verdicts])}`
  }
}

class Undo implements fc.Command<Model, Studio> {
  readonly annotator: Annotator
  constructor(annotator: Annotator) {
    this.annotator = annotator
  }
  check(): boolean {
    return true
  }
  run(model: Model, studio: Studio): void {
    const { undone } = studio.review.undo({ annotator: this.annotator })
    const index = model.steps.findLastIndex((step) => step.annotator === this.annotator)
    const [taken] = index === -1 ? [] : model.steps.splice(index, 1)
    expect(undone?.proposals).toEqual(taken && [...taken.verdicts.keys()].map((at) => studio.proposal(at)))
    expect(studio.states()).toEqual(expectedStates(model))
  }
  toString(): string {
    return `${this.annotator} undoes`
  }
}

class Restart implements fc.Command<Model, Studio> {
  check(): boolean {
    return true
  }
  run(model: Model, studio: Studio): void {
    studio.reopen()
    expect(studio.states()).toEqual(expectedStates(model))
  }
  toString(): string {
    return 'restart'
  }
}

const annotator = fc.constantFrom(...ANNOTATORS)
const verdict = fc.constantFrom<Verdict>('accept', 'edit', 'reject', 'skip')
const decision = fc.tuple(fc.nat(PROPOSALS - 1), verdict)
const commands = fc.commands(
  [
    fc
      .tuple(
        annotator,
        fc.uniqueArray(decision, { minLength: 1, maxLength: PROPOSALS, selector: ([index]) => index }),
      )
      .map(([who, decisions]) => new Decide(who, decisions)),
    annotator.map((who) => new Undo(who)),
    fc.constant(new Restart()),
  ],
  { maxCommands: 25 },
)

it('the state is always the newest decision that still stands, and undoing everything leaves all pending', () => {
  fc.assert(
    fc.property(commands, (script) => {
      const studio = new Studio()
      try {
        const model: Model = { steps: [] }
        fc.modelRun(() => ({ model, real: studio }), script)
        for (const who of ANNOTATORS) {
          while (studio.review.undo({ annotator: who }).undone !== null);
        }
        expect(studio.states()).toEqual(expectedStates({ steps: [] }))
      } finally {
        studio.remove()
      }
    }),
    { numRuns: 40 },
  )
}, 60_000)
