import type { Run } from '../contract/runs.ts'

/** What the place of a run's best epoch says against its result. */
export interface StoppingWarning {
  /** In a few words, for tables. */
  label: 'best epoch is the last' | 'best epoch is early'
  /** What it may mean and what to do, in whole sentences. */
  sentence: string
}

/**
 * Warns of a finished run that may have learned more: its best epoch is its last, so it was still getting better
 * when its epochs were used up, or its best epoch is within the first tenth of its epochs, so it may have stopped
 * on an early plateau. Null for every other run, also for one of a model that has no epochs.
 */
export function stoppingWarning(run: Run): StoppingWarning | null {
  const { state, epoch, bestEpoch } = run
  if (state !== 'finished' || epoch === 0 || bestEpoch === null) return null
  if (bestEpoch === epoch) {
    return {
      label: 'best epoch is the last',
      sentence: `Its best epoch is its last, ${epoch}, so it may not have learned all it could. Train it with more epochs.`,
    }
  }
  if (bestEpoch * 10 <= epoch) {
    return {
      label: 'best epoch is early',
      sentence: `Its best epoch is ${bestEpoch} of ${epoch}, so it may have stopped on an early plateau. Look at its validation curve, and try a lower learning rate, or more epochs at least.`,
    }
  }
  return null
}
