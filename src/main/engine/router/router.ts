import type { Router } from '@orpc/server'
import type { Logger } from 'pino'
import type { WorkspacePaths } from '#main/store/workspace.ts'
import { contract, type StudioContract } from '#shared/contract/contract.ts'
import type { CallContext, Services } from '#shared/contract/service.ts'
import { refuseForeignInput } from '../access/roles.ts'
import { type CallerContext, createImplementer } from './implementer.ts'

export type StudioRouter = Router<StudioContract, CallerContext>

type Method = (input: unknown, context: CallContext) => unknown

interface Procedure {
  handler(work: (call: { input: unknown; context: CallerContext; signal?: AbortSignal }) => unknown): unknown
}

/** Runs a call, and sees how long it keeps the engine from everything else. */
export type Measured = <T>(procedure: string, work: () => T) => T

/**
 * The contract with the method of the same name behind each procedure. `Services` has proved that the types of
 * every pair agree; a loop over names cannot carry that proof, hence the casts.
 *
 * @param paths of the workspace; clients of other machines may name files of its uploads only
 */
export function createRouter(
  services: Services,
  logger: Logger,
  paths: Pick<WorkspacePaths, 'root' | 'uploads'>,
  measured: Measured = (_, work) => work(),
): StudioRouter {
  const procedures = createImplementer(logger, paths.root) as unknown as Record<
    string,
    Record<string, Procedure>
  >
  const methods = services as unknown as Record<string, Record<string, Method>>
  const sections = Object.entries(contract).map(([section, names]) => [
    section,
    Object.fromEntries(
      Object.keys(names).map((name) => {
        const procedure = procedures[section]?.[name]
        const service = methods[section]
        if (procedure === undefined || typeof service?.[name] !== 'function') {
          throw new Error(`no service implements ${section}.${name}`)
        }
        return [
          name,
          procedure.handler(({ input, context: { caller }, signal }) => {
            refuseForeignInput(caller, [section, name], input, paths.uploads)
            return measured(`${section}.${name}`, () => service[name]?.(input, { signal, caller }))
          }),
        ]
      }),
    ),
  ])
  return Object.fromEntries(sections) as StudioRouter
}
