import type { StepProvenance } from '#shared/contract/proposals.ts'
import type { TemplateKind } from '#shared/contract/templates.ts'
import type { TryoutOutcome, TryoutQuestion, TryoutRequest } from '#shared/contract/tryouts.ts'

/** What is asked, apart from the answers so far. */
export type TryoutWish = Omit<TryoutRequest, 'answered'>

/** One step that was asked. */
export interface TriedStep {
  readonly step: TemplateKind
  readonly questions: readonly TryoutQuestion[]
  /** Null where no answer could be used. */
  readonly answer: StepProvenance | null
  /** What the answer depends on. */
  readonly basis: string
}

/** How far an item has come. */
export interface Tried {
  readonly steps: readonly TriedStep[]
  /** Null before the first step is answered. */
  readonly outcome: TryoutOutcome | null
  /** What the outcome depends on. */
  readonly basis: string
}

export const NOTHING_TRIED: Tried = { steps: [], outcome: null, basis: '' }

/** Prompts in the order in which they are asked; what an answer depends on is its own text and all before it. */
function basisOf(wish: TryoutWish, order: readonly TemplateKind[], step: TemplateKind): string {
  const { drafts, settings, ...rest } = wish
  const { [step]: own } = drafts
  const before = order.slice(0, order.indexOf(step))
  const templates = Object.fromEntries([...before, step].map((kind) => [kind, settings[kind]]))
  const general = Object.entries(settings).filter(([name]) => !order.some((kind) => kind === name))
  return JSON.stringify([
    rest,
    Object.fromEntries(general),
    templates,
    before.map((kind) => drafts[kind]),
    own,
  ])
}

/** The steps that were asked as they would be now, up to the first that was not. */
export function standing(tried: Tried, wish: TryoutWish, order: readonly TemplateKind[]): TriedStep[] {
  const end = tried.steps.findIndex(({ step, answer, basis }) => {
    return answer === null || basis !== basisOf(wish, order, step)
  })
  return end < 0 ? [...tried.steps] : tried.steps.slice(0, end)
}

/** Whether the outcome is of what would be asked now. */
export function isCurrent(tried: Tried, wish: TryoutWish): boolean {
  return tried.outcome !== null && tried.basis === JSON.stringify(wish)
}

/** With what one more call brought, in the place of what no longer stands. */
export function continued(
  tried: Tried,
  wish: TryoutWish,
  order: readonly TemplateKind[],
  said: { questions: readonly TryoutQuestion[]; answered: readonly StepProvenance[]; outcome: TryoutOutcome },
): Tried {
  const asked = [...new Set(said.questions.map(({ step }) => step))]
  const steps = asked.map(
    (step): TriedStep => ({
      step,
      questions: said.questions.filter((question) => question.step === step),
      answer: said.answered.find((answer) => answer.step === step) ?? null,
      basis: basisOf(wish, order, step),
    }),
  )
  const before = standing(tried, wish, order).filter(({ step }) => !asked.includes(step))
  return { steps: [...before, ...steps], outcome: said.outcome, basis: JSON.stringify(wish) }
}

/** Without the answers from a step on, so that they are asked again. */
export function without(tried: Tried, order: readonly TemplateKind[], from: TemplateKind): Tried {
  const gone = order.slice(Math.max(0, order.indexOf(from)))
  return { ...tried, steps: tried.steps.filter(({ step }) => !gone.includes(step)), outcome: null }
}
