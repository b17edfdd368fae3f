import { setTimeout } from 'node:timers/promises'
import { ExpectedError } from '#shared/expected-error.ts'

/** A failure that passes by itself: a busy server, a dropped connection. */
export class PassingFailure extends ExpectedError {
  /** Milliseconds that the server asked for; null where it asked for none. */
  readonly retryAfter: number | null

  constructor(
    code: 'UNREACHABLE' | 'MODEL_FAILED',
    message: string,
    detail: { retryAfter?: number | null; cause?: unknown } = {},
  ) {
    super(code, message, { cause: detail.cause, retry: 'Try again when the server is less busy.' })
    this.name = 'PassingFailure'
    this.retryAfter = detail.retryAfter ?? null
  }
}

export type Wait = (milliseconds: number) => Promise<unknown>

const ATTEMPTS = 5
const FIRST_WAIT = 500
const LONGEST_WAIT = 60_000

/**
 * Does it again after a `PassingFailure`, up to five times in all, with doubling pauses or those that the server asked
 * for.
 * @throws the last failure; any other one at once
 */
export async function patiently<T>(
  work: () => Promise<T>,
  wait: Wait = (time) => setTimeout(time),
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof PassingFailure) || attempt === ATTEMPTS) throw error
      await wait(Math.min(LONGEST_WAIT, error.retryAfter ?? FIRST_WAIT * 2 ** (attempt - 1)))
    }
  }
}
