import { ItemFailure, JobFailure, Outage, RetryableFailure } from '#main/generators/generator.ts'
import { OllamaFailure } from '#main/ollama/ollama-failure.ts'
import { assertNever } from '#shared/assert-never.ts'

/**
 * Awaits work with an Ollama server, and turns the client's failures into what they mean for a job: retry, give up
 * this item, or stop.
 */
export async function asGeneratorFailures<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw error instanceof OllamaFailure ? meaningForJob(error) : error
  }
}

function meaningForJob(failure: OllamaFailure): RetryableFailure | ItemFailure | JobFailure {
  const { scope, code, message, retry, retryAfter, absent } = failure
  switch (scope) {
    case 'temporary':
      return new RetryableFailure(code, message, {
        cause: failure,
        ...(retryAfter !== null && { retryAfter }),
      })
    case 'request':
      return new ItemFailure(code, message, { cause: failure })
    case 'server':
      return new (absent ? Outage : JobFailure)(code, message, {
        cause: failure,
        ...(retry !== undefined && { retry }),
      })
    default:
      return assertNever(scope)
  }
}
