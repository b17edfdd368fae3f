import { implement } from '@orpc/server'
import type { Logger } from 'pino'
import type { Caller } from '#shared/contract/access.ts'
import { contract } from '#shared/contract/contract.ts'
import { refuseForeignProcedure } from '../access/roles.ts'
import { toClientError } from './errors.ts'
import { refuseNesting } from './nesting.ts'

/** What a call brings beside its input. */
export interface CallerContext {
  caller: Caller
}

/** The contract with roles and error mapping around every procedure; the sections add the handlers. */
export function createImplementer(logger: Logger, workspace: string) {
  return implement(contract)
    .$context<CallerContext>()
    .use(async ({ context, next, path, signal }, input) => {
      try {
        refuseForeignProcedure(context.caller, path)
        refuseNesting(input)
        return await next()
      } catch (error) {
        throw toClientError(error, { path, signal, workspace }, logger)
      }
    })
}
