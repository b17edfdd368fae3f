import type { StepDecision } from '#main/store/decision-repository.ts'

/** What a step did, as the sentence "Undid …" needs it: "reject of Red mug", "3 accepts", "5 decisions". */
export function describeStep(decisions: readonly Pick<StepDecision, 'verdict' | 'title'>[]): string {
  const [first, ...others] = decisions
  if (first === undefined) throw new Error('a step without decisions')
  if (others.length === 0) return `${first.verdict} of ${first.title}`
  const uniform = others.every((other) => other.verdict === first.verdict)
  return `${decisions.length} ${uniform ? first.verdict : 'decision'}s`
}
