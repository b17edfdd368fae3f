import type { StudyWriter } from './study-format.ts'

/** The whole study, with the runs that its figures are of, so that they can be computed again. */
export const json: StudyWriter = {
  format: 'json',
  extension: '.json',
  write: (study, results) => `${JSON.stringify({ version: 1, study, results }, null, 2)}\n`,
}
