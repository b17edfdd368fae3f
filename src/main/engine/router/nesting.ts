import { ExpectedError } from '#shared/expected-error.ts'

/** The deepest of the contract, the plan of a study, has about ten levels. */
const MOST_LEVELS = 64

/**
 * Refuses what is nested so deeply that reading or writing it would exhaust the stack.
 *
 * @throws ExpectedError BAD_INPUT
 */
export function refuseNesting(input: unknown): void {
  let level: object[] = isObject(input) ? [input] : []
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MOST_LEVELS) {
      throw new ExpectedError('BAD_INPUT', `The input is nested more than ${MOST_LEVELS} levels deep.`)
    }
    level = level.flatMap((value) => Object.values(value).filter(isObject))
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
