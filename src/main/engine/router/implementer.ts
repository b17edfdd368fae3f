import { implement } from '@orpc/server'
import type { Logger } from 'pino'
import { contract } from '#shared/contract/contract.ts'
import { toClientError } from './errors.ts'
import { refuseNesting } from './nesting.ts'

/** The contract with its error mapping around every procedure; the sections add the handlers. */
export function createImplementer(logger: Logger) {
  return implement(contract).use(async ({ next, path, signal }, input) => {
    try {
      refuseNesting(input)
      return await next()
    } catch (error) {
      throw toClientError(error, { path, signal }, logger)
    }
  })
}
