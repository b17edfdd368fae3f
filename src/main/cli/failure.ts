import { ORPCError } from '@orpc/client'
import { z } from 'zod'
import { ErrorCode, InputLocation } from '#shared/contract/errors.ts'
import { ExpectedError } from '#shared/expected-error.ts'

/** The command was typed in a way that cannot be meant. */
export class UsageError extends Error {}

/** Ctrl-C: the work was stopped in order, and what was done stays. */
export class Interrupted extends Error {
  constructor(message = 'Stopped. What was done stays.') {
    super(message)
  }
}

export interface Failure {
  exitCode: 1 | 2 | 130
  /** Under `--json`, on standard output. */
  error: { code: string; message: string; location?: InputLocation; retry?: string }
}

const ErrorData = z.object({ location: InputLocation.optional(), retry: z.string().optional() })

/** What a failure means for a script: its exit code, a code to branch on and a sentence. */
export function toFailure(error: unknown): Failure {
  if (error instanceof UsageError) return { exitCode: 2, error: { code: 'USAGE', message: error.message } }
  if (error instanceof Interrupted) {
    return { exitCode: 130, error: { code: 'INTERRUPTED', message: error.message } }
  }
  if (error instanceof ExpectedError) {
    const { code, message, location, retry } = error
    return expected(code, message, { location, retry })
  }
  if (error instanceof ORPCError) {
    const code = ErrorCode.safeParse(error.code)
    const data = ErrorData.safeParse(error.data)
    if (code.success) return expected(code.data, error.message, data.success ? data.data : {})
    return { exitCode: 1, error: { code: 'BUG', message: error.message } }
  }
  const message = error instanceof Error ? error.message : String(error)
  return {
    exitCode: 1,
    error: { code: 'BUG', message: `Something went wrong inside the studio: ${message}` },
  }
}

function expected(
  code: ErrorCode,
  message: string,
  detail: { location?: InputLocation | undefined; retry?: string | undefined },
): Failure {
  const error: Failure['error'] = { code, message }
  if (detail.location !== undefined) error.location = detail.location
  if (detail.retry !== undefined) error.retry = detail.retry
  return { exitCode: 1, error }
}

/** The failure as a person reads it: where, what, and what would help. */
export function sentenceOf({ error }: Failure): string {
  const { location } = error
  const place =
    location === undefined
      ? ''
      : `${[location.file, location.line, location.column].filter((part) => part !== undefined).join(':')}: `
  return `${place}${[error.message, error.retry]
    .filter((part) => part !== undefined)
    .map(asSentence)
    .join(' ')}`
}

function asSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
