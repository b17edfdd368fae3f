import { Flag, type QualityMetrics } from '#shared/contract/proposals.ts'

/**
 * Where a figure becomes a warning. Chosen with the built-in encoder on movies with plots of a hundred words:
 * one of them exchanged has a contrast of about 0.02, two about 0.04, in a bare title about 0.2; a visual
 * description with two of its values exchanged about 0.2; two different movies about 0.9. Texts of a shop that
 * follow one pattern are as close as 0.5 to each other without being alike.
 */
export const LIMITS = {
  /** No modality moved further than this: the curator would have to look for the difference. */
  nearlyUnchanged: 0.01,
  /** Some modality moved further than this: the key attributes are no longer all that differs. */
  tooDifferent: 0.7,
  /** One modality moved less than this share of the other: a model would learn from the other alone. */
  unbalanced: 0.05,
  /** As close as this to something that the same users like: perhaps they would like it, too. */
  falseNegativeRisk: 0.7,
} as const

/** Warnings that follow from quality metrics; null quality metrics warn of nothing. */
export function flagsOfQuality(qualityMetrics: Omit<QualityMetrics, 'hardness'>): Flag[] {
  const contrasts = [qualityMetrics.contrastText, qualityMetrics.contrastImage].filter(
    (value) => value !== null,
  )
  const flags: Flag[] = []
  if (qualityMetrics.balance !== null && qualityMetrics.balance < LIMITS.unbalanced) flags.push('unbalanced')
  if (contrasts.every((value) => value < LIMITS.nearlyUnchanged)) flags.push('nearly-unchanged')
  if (contrasts.some((value) => value > LIMITS.tooDifferent)) flags.push('too-different')
  if (
    qualityMetrics.falseNegativeRisk !== null &&
    qualityMetrics.falseNegativeRisk > LIMITS.falseNegativeRisk
  ) {
    flags.push('false-negative-risk')
  }
  return flags
}

/** Both lists as one, each flag once, in the contract's order. */
export function mergeFlags(...lists: readonly (readonly Flag[])[]): Flag[] {
  const raised = new Set(lists.flat())
  return Flag.options.filter((flag) => raised.has(flag))
}
