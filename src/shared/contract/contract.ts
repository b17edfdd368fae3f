import { access } from './access.ts'
import { advice } from './advice.ts'
import { attributes } from './attributes.ts'
import { catalogue } from './catalogue.ts'
import { curators } from './curators.ts'
import { decisions } from './decision-imports.ts'
import { exports } from './exports.ts'
import { imports } from './imports.ts'
import { jobs } from './jobs.ts'
import { maps } from './maps.ts'
import { ollama } from './ollama.ts'
import { openai } from './openai.ts'
import { probes } from './probes.ts'
import { proposals } from './proposals.ts'
import { quality } from './quality.ts'
import { review } from './review.ts'
import { runs } from './runs.ts'
import { snapshots } from './snapshots.ts'
import { studies } from './studies.ts'
import { system } from './system.ts'
import { templates } from './templates.ts'
import { tryouts } from './tryouts.ts'
import { views } from './views.ts'

/** The only thing that both sides of the wire know. */
export const contract = {
  access,
  system,
  catalogue,
  imports,
  ollama,
  openai,
  templates,
  tryouts,
  advice,
  jobs,
  proposals,
  review,
  views,
  curators,
  quality,
  attributes,
  maps,
  snapshots,
  decisions,
  exports,
  runs,
  probes,
  studies,
}
export type StudioContract = typeof contract
