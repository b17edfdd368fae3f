import type { Logger } from 'pino'
import type { Services } from '../services.ts'
import { catalogueRouter } from './catalogue.ts'
import { exportsRouter } from './exports.ts'
import { createImplementer } from './implementer.ts'
import { importsRouter } from './imports.ts'
import { jobsRouter } from './jobs.ts'
import { ollamaRouter } from './ollama.ts'
import { proposalsRouter } from './proposals.ts'
import { reviewRouter } from './review.ts'
import { runsRouter } from './runs.ts'
import { snapshotsRouter } from './snapshots.ts'
import { type System, systemRouter } from './system.ts'
import { templatesRouter } from './templates.ts'

export type StudioRouter = ReturnType<typeof createRouter>

/** The whole contract, answered by the services. */
export function createRouter(system: System, services: Services, logger: Logger) {
  const contract = createImplementer(logger)
  return contract.router({
    system: systemRouter(contract, system),
    catalogue: catalogueRouter(contract, services.catalogue),
    imports: importsRouter(contract, services.imports),
    ollama: ollamaRouter(contract, services.ollama),
    templates: templatesRouter(contract, services.templates),
    jobs: jobsRouter(contract, services.jobs),
    proposals: proposalsRouter(contract, services.proposals),
    review: reviewRouter(contract, services.review),
    snapshots: snapshotsRouter(contract, services.snapshots),
    exports: exportsRouter(contract, services.exports),
    runs: runsRouter(contract, services.runs),
  })
}
