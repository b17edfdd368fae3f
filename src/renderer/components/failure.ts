import { ORPCError } from '@orpc/client'
import { z } from 'zod'
import { ErrorCode, InputLocation } from '#shared/contract/errors.ts'
import { ExpectedError } from '#shared/expected-error.ts'

/** What a person is told when something went wrong. */
export type Failure =
  | {
      kind: 'expected'
      code: ErrorCode
      message: string
      /** `items.csv:7:12`; null where no file is to blame. */
      where: string | null
      /** What would help, in words. */
      retry: string | null
    }
  /** The engine did not answer at all: it is starting again. */
  | { kind: 'disconnected'; message: string }
  | { kind: 'bug'; message: string; details: string }

const ExpectedData = z
  .object({ location: InputLocation.optional(), retry: z.string().optional() })
  .nullish()
  .transform((data) => data ?? {})

/** Sorts out what was thrown: a failure the contract foresees, a lost connection, or a bug. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof ExpectedError) {
    return {
      kind: 'expected',
      code: error.code,
      message: error.message,
      where: error.location === undefined ? null : writeLocation(error.location),
      retry: error.retry ?? null,
    }
  }
  if (error instanceof ORPCError && error.defined) {
    const code = ErrorCode.safeParse(error.code)
    const data = ExpectedData.safeParse(error.data)
    if (code.success && data.success) {
      return {
        kind: 'expected',
        code: code.data,
        message: error.message,
        where: data.data.location === undefined ? null : writeLocation(data.data.location),
        retry: data.data.retry ?? null,
      }
    }
  }
  // What fetch throws when nobody listens; each browser words it differently.
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) {
    return { kind: 'disconnected', message: 'The engine does not answer. It is started again by itself.' }
  }
  if (error instanceof Error) {
    const details = [
      error.stack ?? `${error.name}: ${error.message}`,
      error instanceof ORPCError ? `code ${error.code}, status ${error.status}` : '',
      error.cause === undefined ? '' : `cause: ${String(error.cause)}`,
    ]
    return { kind: 'bug', message: error.message, details: details.filter(Boolean).join('\n') }
  }
  return { kind: 'bug', message: String(error), details: JSON.stringify(error, null, 2) ?? String(error) }
}

/** `file:line:column` with as much of it as is known, as editors and terminals take it. */
export function writeLocation({ file, line, column }: InputLocation): string {
  return [file, line, column].filter((part) => part !== undefined).join(':')
}
