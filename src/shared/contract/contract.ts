import { catalogue } from './catalogue.ts'
import { exports } from './exports.ts'
import { imports } from './imports.ts'
import { ollama } from './ollama.ts'
import { jobs, proposals, templates } from './proposals.ts'
import { review, snapshots } from './review.ts'
import { runs } from './runs.ts'
import { system } from './system.ts'

/** The only thing that both sides of the wire know. */
export const contract = {
  system,
  catalogue,
  imports,
  ollama,
  templates,
  jobs,
  proposals,
  review,
  snapshots,
  exports,
  runs,
}
export type StudioContract = typeof contract
