import { ItemFailure, JobFailure, Outage, RetryableFailure } from '#main/generators/generator.ts'
import type { ModelServer } from '#main/model-servers/model-server.ts'
import { ServerFailure } from '#main/model-servers/server-failure.ts'
import { assertNever } from '#shared/assert-never.ts'

/**
 * Awaits work with a model server, and turns the client's failures into what they mean for a job: retry, give up
 * this item, or stop.
 */
export async function asGeneratorFailures<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw error instanceof ServerFailure ? meaningForJob(error) : error
  }
}

function meaningForJob(failure: ServerFailure): RetryableFailure | ItemFailure | JobFailure {
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

/** The server as strategies ask it: what it fails of says what it means for a job. */
export function forJobs(server: ModelServer): ModelServer {
  return {
    model: server.model,
    sees: server.sees,
    contextLength: server.contextLength,
    ask: (question, signal) => asGeneratorFailures(server.ask(question, signal)),
  }
}
