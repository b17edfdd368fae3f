import type { ErrorCode } from '#shared/contract/errors.ts'
import { ExpectedError } from '#shared/expected-error.ts'

/**
 * How far a failure reaches: `temporary` passes by itself (a busy server, a dropped connection), `request` is about
 * this one request (too long, refused), `server` holds for every request until a person has acted.
 */
export type FailureScope = 'temporary' | 'request' | 'server'

/** Why a request to a model server failed, in a sentence to act on. */
export class ServerFailure extends ExpectedError {
  readonly scope: FailureScope
  /** Milliseconds that the server asked for; null where it asked for none. */
  readonly retryAfter: number | null
  /** Nobody answers at the address: a service that restarts is back within seconds. */
  readonly absent: boolean

  constructor(
    scope: FailureScope,
    code: ErrorCode,
    message: string,
    detail: { retry?: string; retryAfter?: number; absent?: boolean; cause?: unknown } = {},
  ) {
    super(code, message, { cause: detail.cause, ...(detail.retry !== undefined && { retry: detail.retry }) })
    this.name = 'ServerFailure'
    this.scope = scope
    this.retryAfter = detail.retryAfter ?? null
    this.absent = detail.absent ?? false
  }
}
