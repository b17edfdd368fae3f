import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { readCuratedNegatives } from '#main/store/snapshot-repository.ts'
import { countTallies, recountStanding } from '#main/store/testing/inspect.ts'
import { seedAudit, seedDataset, seedProposal } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { Annotator, DatasetId, ProposalId, StepId } from '#shared/contract/ids.ts'
import { ProposalState } from '#shared/contract/proposals.ts'
import { type DecisionInput, STATE_OF_VERDICT, type Verdict } from '#shared/contract/review.ts'
import { Leases } from './leases.ts'
import { LongSteps } from './long-steps.ts'
import type { ReviewService } from './review-service.ts'
import { createTestReview } from './testing/test-review.ts'

/** More of them for a thorough look: `PROPERTY_RUNS=1000 npx vitest run …`. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 40)
const ANNOTATORS = ['Ada', 'Ben', 'Cleo'] as Annotator[]
const PROPOSALS = 6
/** Which of them is planted: decided as any other, and in no curated set. */
const AUDIT = 3
/** Steps of more decisions go in parts, as those of thousands do. */
const AT_ONCE = 2

interface ModelStep {
  kind: 'decide' | 'undo' | 'redo' | 'revert'
  who: Annotator
  standing: boolean
  target?: ModelStep
  verdicts: Map<number, Verdict>
}

/** Everything that was ever done, oldest first. What stands follows from it alone. */
class Model {
  readonly steps: ModelStep[] = []

  standing(index: number): ModelStep | undefined {
    return this.steps.findLast((step) => step.kind === 'decide' && step.standing && step.verdicts.has(index))
  }

  states(): ProposalState[] {
    return Array.from({ length: PROPOSALS }, (_, index) => {
      const verdict = this.standing(index)?.verdicts.get(index)
      return verdict === undefined ? 'pending' : STATE_OF_VERDICT[verdict]
    })
  }

  push(kind: ModelStep['kind'], who: Annotator, rest: Partial<ModelStep> = {}): void {
    this.steps.push({ kind, who, standing: true, verdicts: new Map(), ...rest })
  }

  set(step: ModelStep, standing: boolean): void {
    step.standing = standing
    if (step.kind === 'revert' && step.target !== undefined) this.set(step.target, !standing)
  }

  undo(who: Annotator): ModelStep | null {
    const act = this.steps.findLast((step) => step.who === who && isAct(step) && step.standing)
    if (act === undefined) return null
    this.set(act, false)
    this.push('undo', who, { target: act })
    return act
  }

  redo(who: Annotator): ModelStep | null {
    for (;;) {
      const undo = this.steps.findLast((step) => step.who === who && step.kind === 'undo' && step.standing)
      if (undo?.target === undefined) return null
      if (this.steps.findLast((step) => step.who === who && isAct(step) && this.after(step, undo)))
        return null
      undo.standing = false
      const act = undo.target
      if (act.kind === 'revert' && act.target?.standing !== true) continue
      this.set(act, true)
      this.push('redo', who, { target: undo })
      return act
    }
  }

  private after(step: ModelStep, other: ModelStep): boolean {
    return this.steps.indexOf(step) > this.steps.indexOf(other)
  }
}

const isAct = ({ kind }: ModelStep) => kind === 'decide' || kind === 'revert'

const folder = mkdtempSync(join(tmpdir(), 'steps-'))
let workspace = openWorkspace(folder)
let named = 0
afterAll(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

/** The studio over a workspace on disk, which can die and be opened again at any time. */
class Studio {
  readonly dataset: DatasetId
  readonly proposals: ProposalId[]
  review!: ReviewService
  longSteps!: LongSteps

  constructor() {
    const titles = Array.from({ length: PROPOSALS }, (_, index) => `Mug ${index}`)
    const seeded = seedDataset(workspace, `mugs ${named++}`, titles)
    this.dataset = seeded.dataset
    this.proposals = seeded.items.map((item, index) => {
      const seedOne = index === AUDIT ? seedAudit : seedProposal
      return seedOne(workspace, { ...seeded, item })
    })
    this.open(workspace)
  }

  private open(at: Workspace): void {
    const onBug = (error: unknown) => {
      throw error
    }
    const publish = () => undefined
    this.longSteps = new LongSteps({ workspace: at, publish, onBug, atOnce: AT_ONCE })
    this.review = createTestReview(at, { longSteps: this.longSteps, leases: new Leases(publish) })
    this.longSteps.start()
  }

  /** Nothing that is under way is waited for. */
  kill(): void {
    void this.longSteps.close()
    workspace.database.close()
    workspace = openWorkspace(folder)
    this.open(workspace)
  }

  proposal(index: number): ProposalId {
    const id = this.proposals[index]
    if (id === undefined) throw new RangeError(`proposal ${index}`)
    return id
  }

  /** Ids of all steps, oldest first. */
  async steps(): Promise<StepId[]> {
    const { steps } = await this.review.history({ dataset: this.dataset, limit: 200 })
    return steps.map(({ step }) => step).reverse()
  }

  async check(model: Model): Promise<void> {
    await this.longSteps.settled()
    const { dataset } = this
    const states = this.proposals.map((proposal) => this.review.card({ proposal }).state)
    expect(states).toEqual(model.states())
    const counts = await this.review.counts({ filter: { dataset } })
    expect(counts).toEqual(
      Object.fromEntries(
        ProposalState.options.map((state) => [state, states.filter((one) => one === state).length]),
      ),
    )
    const curated = this.proposals.filter(
      (_, index) => index !== AUDIT && ['accepted', 'edited'].includes(states[index] ?? ''),
    )
    expect(readCuratedNegatives(workspace.database, dataset).map(({ proposal }) => proposal)).toEqual(curated)
    const { steps } = await this.review.history({ dataset, limit: 200 })
    expect(steps.map(({ standing }) => standing).reverse()).toEqual(model.steps.map((step) => step.standing))
    expect(countTallies(workspace.database, dataset)).toEqual(recountStanding(workspace.database, dataset))
  }
}

type Command = fc.AsyncCommand<Model, Studio>

class Act implements Command {
  readonly does: (model: Model, studio: Studio) => Promise<void>
  readonly name: string
  constructor(name: string, does: (model: Model, studio: Studio) => Promise<void>) {
    this.name = name
    this.does = does
  }
  check(): boolean {
    return true
  }
  async run(model: Model, studio: Studio): Promise<void> {
    await this.does(model, studio)
    await studio.check(model)
  }
  toString(): string {
    return this.name
  }
}

type Base = 'as it stands' | 'as it stood once' | 'unsaid'

function decide(who: Annotator, verdicts: Map<number, Verdict>, base: Base): Command {
  return new Act(`${who} decides ${JSON.stringify([...verdicts])} ${base}`, async (model, studio) => {
    const steps = await studio.steps()
    const standing = (index: number) => {
      const step = model.standing(index)
      return step === undefined ? null : (steps[model.steps.indexOf(step)] ?? null)
    }
    const never = 1_000_000_000 as StepId
    const answer = await studio.review.decide({
      annotator: who,
      decisions: [...verdicts].map(([index, verdict]): DecisionInput => {
        const proposal = studio.proposal(index)
        const on = base === 'unsaid' ? {} : { on: base === 'as it stands' ? standing(index) : never }
        return verdict === 'edit'
          ? { verdict, proposal, content: { text: 'edited', visual: '', attributes: [] }, ...on }
          : { verdict, proposal, ...on }
      }),
    })
    const conflicting = [...verdicts.keys()].filter((index) => {
      const step = model.standing(index)
      return base === 'as it stood once' || (base === 'unsaid' && step !== undefined && step.who !== who)
    })
    if (conflicting.length === 0) {
      expect(answer.outcome).toBe('decided')
      model.push('decide', who, { verdicts })
    } else {
      expect(answer).toEqual({
        outcome: 'conflict',
        conflicts: conflicting.map((index) => ({
          proposal: studio.proposal(index),
          stands: studio.review.card({ proposal: studio.proposal(index) }).standing,
        })),
      })
    }
  })
}

function bulk(who: Annotator, states: ProposalState[], verdict: 'accept' | 'reject' | 'skip', dies: boolean) {
  const name = `${who} ${verdict}s all ${states.join(', ')}${dies ? ', and the engine dies' : ''}`
  return new Act(name, async (model, studio) => {
    const concerned = model.states().flatMap((state, index) => (states.includes(state) ? [index] : []))
    const { dataset } = studio
    const begin = () => studio.review.bulk({ annotator: who, filter: { dataset, states }, verdict })
    if (concerned.length === 0) {
      await expect(begin()).rejects.toThrow('nothing that the filter lets through')
      return
    }
    expect((await begin()).total).toBe(concerned.length)
    model.push('decide', who, { verdicts: new Map(concerned.map((index) => [index, verdict])) })
    if (dies) studio.kill()
  })
}

function undo(who: Annotator, dies: boolean): Command {
  return new Act(`${who} undoes${dies ? ', and the engine dies' : ''}`, async (model, studio) => {
    const before = model.states()
    const act = model.undo(who)
    const { undone } = await studio.review.undo({ annotator: who, dataset: studio.dataset })
    expect(undone === null).toBe(act === null)
    if (dies) studio.kill()
    if (undone?.changed == null || act?.kind !== 'decide') return
    const after = model.states()
    for (const index of act.verdicts.keys()) {
      if (before[index] !== after[index]) expect(undone.proposals).toContain(studio.proposal(index))
    }
    expect(undone.changed + undone.kept.length).toBe(act.verdicts.size)
  })
}

function redo(who: Annotator): Command {
  return new Act(`${who} redoes`, async (model, studio) => {
    const act = model.redo(who)
    const { redone } = await studio.review.redo({ annotator: who, dataset: studio.dataset })
    expect(redone === null).toBe(act === null)
  })
}

function revert(who: Annotator, nth: number): Command {
  return new Act(`${who} reverts step ${nth}`, async (model, studio) => {
    const at = nth % Math.max(model.steps.length, 1)
    const [step, id] = [model.steps[at], (await studio.steps())[at]]
    if (step === undefined || id === undefined) return
    const { annotator, attempt } = {
      annotator: who,
      attempt: async () => studio.review.revert({ annotator: who, step: id }),
    }
    if (!isAct(step)) await expect(attempt()).rejects.toThrow('can be reverted')
    else if (!step.standing) await expect(attempt()).rejects.toThrow('taken back already')
    else {
      await attempt()
      model.set(step, false)
      model.push('revert', annotator, { target: step })
    }
  })
}

/** Who has what on screen, and loses it, changes no state. */
function look(who: Annotator, index: number, leaves: boolean): Command {
  return new Act(
    `${who} looks at ${index}${leaves ? ' and leaves' : ''}`,
    async (_, { review, ...studio }) => {
      const proposal = studio.proposals[index]
      if (proposal === undefined) throw new RangeError(`proposal ${index}`)
      const lease = await review.lease({ proposal, annotator: who, window: who, takeOver: false })
      expect(
        (await review.leases({ dataset: studio.dataset })).filter((one) => one.proposal === proposal),
      ).toEqual([lease])
      if (leaves) review.release({ window: who })
    },
  )
}

const annotator = fc.constantFrom(...ANNOTATORS)
const verdict = fc.constantFrom<Verdict>('accept', 'edit', 'reject', 'skip')
const verdicts = fc
  .uniqueArray(fc.tuple(fc.nat(PROPOSALS - 1), verdict), {
    minLength: 1,
    maxLength: PROPOSALS,
    selector: ([index]) => index,
  })
  .map((pairs) => new Map(pairs))
const base = fc.constantFrom<Base>('as it stands', 'as it stands', 'unsaid', 'as it stood once')
const commands = fc.commands(
  [
    fc.tuple(annotator, verdicts, base).map(([who, what, on]) => decide(who, what, on)),
    fc
      .tuple(
        annotator,
        fc.subarray([...ProposalState.options], { minLength: 1 }),
        fc.constantFrom('accept' as const, 'reject' as const, 'skip' as const),
        fc.boolean(),
      )
      .map((of) => bulk(...of)),
    fc.tuple(annotator, fc.boolean()).map((of) => undo(...of)),
    annotator.map(redo),
    fc.tuple(annotator, fc.nat(30)).map((of) => revert(...of)),
    fc.tuple(annotator, fc.nat(PROPOSALS - 1), fc.boolean()).map((of) => look(...of)),
    fc.constant(new Act('the engine dies', async (_, studio) => studio.kill())),
  ],
  { maxCommands: 25 },
)

it('any sequence of acts ends in the state that its history implies', async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (script) => {
      const model = new Model()
      const studio = new Studio()
      await fc.asyncModelRun(() => ({ model, real: studio }), script)
      await studio.longSteps.close()
    }),
    { numRuns: RUNS },
  )
}, 3_600_000)
