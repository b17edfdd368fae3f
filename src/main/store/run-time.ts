/** Carries the time trained over until a moment; until the last such moment where `at` is null. */
export const KEEP_TIME = 'trained_ms = trained_ms + coalesce(max(0, :at - training_since), 0)'
