import { ORPCError } from '@orpc/client'
import { expect, it } from 'vitest'
import { ExpectedError } from '#shared/expected-error.ts'
import { Interrupted, sentenceOf, toFailure, UsageError } from './failure.ts'

it('gives wrong usage, expected failures and interruptions their exit codes', () => {
  expect(toFailure(new UsageError('Not so.'))).toEqual({
    exitCode: 2,
    error: { code: 'USAGE', message: 'Not so.' },
  })
  expect(toFailure(new ExpectedError('CONFLICT', 'Taken.')).exitCode).toBe(1)
  expect(toFailure(new Interrupted()).exitCode).toBe(130)
})

it('reads the same failure from the engine within the process and from one over the wire', () => {
  const location = { file: 'items.csv', line: 3, column: 7 }
  const expected = { code: 'BAD_INPUT', message: 'No id.', location, retry: 'Add one.' }
  const within = toFailure(new ExpectedError('BAD_INPUT', 'No id.', { location, retry: 'Add one.' }))
  const wire = toFailure(
    new ORPCError('BAD_INPUT', { status: 422, message: 'No id.', data: { location, retry: 'Add one.' } }),
  )
  expect(within).toEqual({ exitCode: 1, error: expected })
  expect(wire).toEqual(within)
  expect(sentenceOf(wire)).toBe('items.csv:3:7: No id. Add one.')
})

it('tells bugs from expected failures', () => {
  expect(toFailure(new ORPCError('INTERNAL_SERVER_ERROR', { message: 'Under 1a2b.' })).error).toEqual({
    code: 'BUG',
    message: 'Under 1a2b.',
  })
  expect(toFailure(new TypeError('x is not a function'))).toMatchObject({
    exitCode: 1,
    error: { code: 'BUG' },
  })
})
