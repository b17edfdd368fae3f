import { ORPCError } from '@orpc/client'
import { describe, expect, it } from 'vitest'
import { describeFailure } from './failure.ts'

describe('describeFailure', () => {
  it('tells a foreseen failure with its place and remedy', () => {
    const error = new ORPCError('BAD_INPUT', {
      defined: true,
      status: 422,
      message: 'The quoted field is never closed.',
      data: { location: { file: 'items.csv', line: 7, column: 12 }, retry: 'Close the quote.' },
    })
    expect(describeFailure(error)).toEqual({
      kind: 'expected',
      code: 'BAD_INPUT',
      message: 'The quoted field is never closed.',
      where: 'items.csv:7:12',
      retry: 'Close the quote.',
    })
  })
  it('leaves out the parts of a place that are not known', () => {
    const data = { location: { file: 'items.csv', line: 7 } }
    const error = new ORPCError('BAD_INPUT', { defined: true, status: 422, message: 'No.', data })
    expect(describeFailure(error)).toMatchObject({ where: 'items.csv:7', retry: null })
  })
  it('takes an undefined error of the engine for a bug, with details to copy', () => {
    const failure = describeFailure(
      new ORPCError('INTERNAL_SERVER_ERROR', { message: 'Internal server error' }),
    )
    expect(failure.kind).toBe('bug')
    expect(failure.kind === 'bug' && failure.details).toContain('INTERNAL_SERVER_ERROR')
  })
  it('knows a lost connection', () => {
    expect(describeFailure(new TypeError('Failed to fetch')).kind).toBe('disconnected')
    expect(describeFailure(new TypeError('x is not a function')).kind).toBe('bug')
  })
  it('does not choke on what is no error', () => {
    expect(describeFailure(undefined)).toEqual({ kind: 'bug', message: 'undefined', details: 'undefined' })
  })
})
