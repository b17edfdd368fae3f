import type { Study, StudyFormat, StudyResults } from '#shared/contract/studies.ts'

/** A way to write what a study found into a file. */
export interface StudyWriter {
  readonly format: StudyFormat
  /** Of the file, with its dot. */
  readonly extension: string
  /** Equal studies and results give equal text. */
  write(study: Study, results: StudyResults): string
}
