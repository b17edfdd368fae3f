import type { RunFolder } from './run-folder.ts'

/** What resuming a run that stands still would do. */
export function howItGoesOn(folder: RunFolder): string {
  return folder.hasCheckpoint
    ? 'Resume it to go on from its last checkpoint.'
    : 'It had no checkpoint yet: resume it to train it from the start.'
}
