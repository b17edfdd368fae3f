import type { StudyFormat } from '#shared/contract/studies.ts'
import { csv } from './csv.ts'
import { json } from './json.ts'
import { latex } from './latex.ts'
import type { StudyWriter } from './study-format.ts'

/** All formats that a study's results are written in. */
export const STUDY_WRITERS: Readonly<Record<StudyFormat, StudyWriter>> = { csv, latex, json }
