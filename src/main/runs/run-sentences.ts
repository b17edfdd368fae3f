import type { RunFolder } from './run-folder.ts'

/** What resuming a run that is not running would do. */
export function howItGoesOn(folder: RunFolder): string {
  return folder.hasCheckpoint
    ? 'Resume it to continue from its last checkpoint.'
    : 'It had no checkpoint yet: resume it to train it from the start.'
}
