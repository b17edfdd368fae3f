import type { StepDecision } from '#main/store/decision-repository.ts'

/**
 * What a step did, as the sentence "Undid …" needs it: "reject of Red mug", "3 accepts", "5 decisions".
 *
 * @param decisions its first ones
 */
export function describeStep(
  decisions: readonly Pick<StepDecision, 'verdict' | 'title'>[],
  step: { decisions: number },
): string {
  const [first, ...others] = decisions
  if (first === undefined) return 'step of which nothing is left'
  if (step.decisions <= 1) return `${first.verdict} of ${first.title}`
  const uniform = others.every((other) => other.verdict === first.verdict)
  return `${step.decisions.toLocaleString('en')} ${uniform ? first.verdict : 'decision'}s`
}
