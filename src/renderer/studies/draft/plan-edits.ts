import { type StudyArm, StudyPlan } from '#shared/studies/plan.ts'
import { planProblem } from '#shared/studies/plan-problem.ts'
import { isDeterministic } from '#shared/studies/trainings.ts'

/** What a person changed of a template's plan; null and nothing where it stays as the template has it. */
export interface PlanEdits {
  readonly question: string | null
  /** Arms that are left out. */
  readonly removed: readonly string[]
  readonly seeds: readonly number[] | null
  readonly trialsPerArm: number | null
  /** The most epochs of every training. */
  readonly epochs: number | null
  readonly metric: string | null
  /** What tuning tries, by arm and setting. */
  readonly grids: Readonly<Record<string, StudyArm['grid']>>
}

export const NO_EDITS: PlanEdits = {
  question: null,
  removed: [],
  seeds: null,
  trialsPerArm: null,
  epochs: null,
  metric: null,
  grids: {},
}

/** The arms that go with those that are removed: a placebo says nothing without the arm that it is a placebo of. */
export function leftOut(plan: StudyPlan, removed: readonly string[]): ReadonlySet<string> {
  const out = new Set(removed)
  for (;;) {
    const more = plan.arms.filter(
      ({ name, placeboOf }) => !out.has(name) && placeboOf !== null && out.has(placeboOf),
    )
    if (more.length === 0) return out
    for (const { name } of more) out.add(name)
  }
}

/** The plan as it is with the changes; hypotheses on arms that are left out go with them. */
export function withEdits(draft: StudyPlan, edits: PlanEdits): StudyPlan {
  const out = leftOut(draft, edits.removed)
  return {
    ...draft,
    question: edits.question ?? draft.question,
    seeds: edits.seeds === null ? draft.seeds : [...edits.seeds],
    tuning: { ...draft.tuning, trialsPerArm: edits.trialsPerArm ?? draft.tuning.trialsPerArm },
    metric: edits.metric ?? draft.metric,
    arms: draft.arms
      .filter(({ name }) => !out.has(name))
      .map((arm) => ({
        ...arm,
        settings:
          edits.epochs === null || isDeterministic(arm)
            ? arm.settings
            : { ...arm.settings, epochs: edits.epochs },
        grid: edits.grids[arm.name] ?? arm.grid,
      })),
    hypotheses: draft.hypotheses.filter(({ arm, against }) => !out.has(arm) && !out.has(against)),
  }
}

/** What keeps a plan from being created, in a sentence; null where nothing does. */
export function editsProblem(plan: StudyPlan): string | null {
  if (plan.arms.length < 2) return 'A comparison needs two arms at least: put one back.'
  if (plan.hypotheses.length === 0) return 'No hypothesis is left: put an arm back that one is about.'
  if (plan.seeds.length === 0) return 'Give one seed at least: whole numbers with commas between.'
  if (!Number.isInteger(plan.tuning.trialsPerArm) || plan.tuning.trialsPerArm < 1) {
    return 'Every arm needs one point of its grid at least.'
  }
  const parsed = StudyPlan.safeParse(plan)
  if (parsed.success) return planProblem(parsed.data)
  const [issue] = parsed.error.issues
  return issue === undefined ? null : `${issue.path.join('.')}: ${issue.message}`
}

/** Whole numbers out of a text with commas or spaces between them, each once; null where there is anything else. */
export function parseSeeds(text: string): number[] | null {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '')
  if (!words.every((word) => /^\d{1,9}$/.test(word))) return null
  return [...new Set(words.map(Number))]
}

/** Values out of a text with commas between them: numbers and switches where they look like it, else texts. */
export function parseValues(text: string): StudyArm['grid'][string] {
  const words = text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
  return [...new Set(words)].map((word) => {
    if (word === 'true' || word === 'false') return word === 'true'
    return Number.isNaN(Number(word)) ? word : Number(word)
  })
}
