import type { ErrorCode, InputLocation } from './contract/errors.ts'

/**
 * A failure that was foreseen: bad input, a missing thing, a server that is down. Its message is a
 * sentence that says what to do. Everything else that is thrown is a bug.
 */
export class ExpectedError extends Error {
  readonly code: ErrorCode
  readonly location: InputLocation | undefined
  /** What would help, in words ("start Ollama, then try again"). */
  readonly retry: string | undefined

  constructor(
    code: ErrorCode,
    message: string,
    detail: { location?: InputLocation; retry?: string; cause?: unknown } = {},
  ) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause })
    this.name = 'ExpectedError'
    this.code = code
    this.location = detail.location
    this.retry = detail.retry
  }
}
