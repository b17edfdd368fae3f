import type { Verdict } from '#shared/contract/review.ts'

/** (accepted + edited) / (accepted + edited + rejected); null before the first of them. Skips say nothing. */
export function acceptanceRate(verdicts: Record<Verdict, number>): number | null {
  const accepted = verdicts.accept + verdicts.edit
  const judged = accepted + verdicts.reject
  return judged === 0 ? null : accepted / judged
}
