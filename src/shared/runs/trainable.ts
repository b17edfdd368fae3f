import type { Dataset } from '../contract/catalogue.ts'

/** What runs on a data set can do, by the parts that its interactions are split into. */
export interface Trainability {
  /** Why no run can train on it, and what to do, in whole sentences; null where runs can. */
  obstacle: string | null
  /** What runs on it will lack, as a whole sentence; null where they lack nothing. */
  shortcoming: string | null
}

/**
 * A run learns from training interactions and chooses its best epoch by validation interactions, so it needs
 * both. Without test interactions it reports its validation alone.
 */
export function trainability({ name, counts }: Pick<Dataset, 'name' | 'counts'>): Trainability {
  const missing = counts.train === 0 ? MISSING.training : counts.validation === 0 ? MISSING.validation : null
  const obstacle = missing === null ? null : `‘${name}’ has no ${missing} ${IMPORT_AGAIN}`
  const shortcoming =
    counts.test === 0 ? `‘${name}’ has no test interactions: runs on it report their validation alone.` : null
  return { obstacle, shortcoming: obstacle === null ? shortcoming : null }
}

const MISSING = {
  training: 'training interactions to learn from.',
  validation: 'validation interactions, by which a run chooses its best epoch.',
}

const IMPORT_AGAIN = 'Import it again with a split that leaves some in this part.'
