import { z } from 'zod'
import { NOBODY_THERE, readError, ServerRefusal } from '#main/model-servers/patient-fetch.ts'
import { ServerFailure } from '#main/model-servers/server-failure.ts'
import { blindFailure } from '#main/model-servers/sight.ts'
import { ExpectedError } from '#shared/expected-error.ts'

/** What a request was about, for the sentence that says what went wrong. */
export interface RequestContext {
  host: string
  model?: string
}

/** An `{error}` line in a stream that began with success. */
export class StreamFailure extends Error {
  readonly type: string | null

  constructor(line: string) {
    const { message, type } = readError(line)
    super(message)
    this.name = 'StreamFailure'
    this.type = type
  }
}

const NO_EMBEDDINGS = /does not support embeddings/i

/** Temporary by their meaning: timeout, too many requests, client gone, unavailable. */
const TEMPORARY = new Set([408, 429, 499, 503])

/**
 * The `ServerFailure` that an error of a request stands for. What is not a failure of the server (an abort, a bug)
 * comes back as it is.
 */
export function explain(error: unknown, context: RequestContext): unknown {
  if (error instanceof ExpectedError) return error
  if (error instanceof ServerRefusal) return explainRefusal(error, context)
  if (error instanceof StreamFailure) {
    return (
      known(error, context) ?? retryable('MODEL_FAILED', 'failed in the middle of an answer', error, context)
    )
  }
  if (error instanceof SyntaxError || error instanceof z.ZodError) {
    return unreachable(`What answers at ${context.host} is not Ollama.`, error)
  }
  // The only TypeErrors that `fetch` throws are the network's; they carry the reason as their cause.
  if (error instanceof TypeError && error.cause !== undefined) return explainNetwork(error, context)
  return error
}

function explainRefusal(refusal: ServerRefusal, context: RequestContext): unknown {
  const { status, message } = refusal
  const recognised = known(refusal, context)
  if (recognised !== undefined) return recognised
  if (status === 404 && context.model !== undefined) {
    return new ServerFailure('server', 'NOT_FOUND', `Ollama has no model "${context.model}".`, {
      retry: 'Pull it in the settings, or choose another one.',
      cause: refusal,
    })
  }
  if (status === 401 || status === 403) {
    return unreachable(
      `Ollama at ${context.host} refuses the studio's requests (${status}).`,
      refusal,
      'Use 127.0.0.1 as its host, or let it answer to this host name (OLLAMA_HOST, OLLAMA_ORIGINS).',
    )
  }
  if (status >= 500 || TEMPORARY.has(status)) {
    return new ServerFailure('temporary', 'MODEL_FAILED', `Ollama failed: ${message}`, {
      ...(refusal.retryAfter !== null && { retryAfter: refusal.retryAfter }),
      cause: refusal,
    })
  }
  return new ServerFailure('request', 'MODEL_FAILED', `Ollama refused the request: ${message}`, {
    cause: refusal,
  })
}

/** Errors that come with any status or in a line of the stream, recognised by what they say. */
function known(error: ServerRefusal | StreamFailure, { model = 'The model' }: RequestContext): unknown {
  const blind = blindFailure(error.message, model, error)
  if (blind !== undefined) return blind
  if (NO_EMBEDDINGS.test(error.message)) return noEmbeddings(model, error)
  if (error.type === 'exceed_context_size_error') {
    return new ServerFailure(
      'request',
      'BAD_INPUT',
      `The item is too long for the context: ${error.message}`,
      {
        cause: error,
      },
    )
  }
  return undefined
}

export function noEmbeddings(model: string, cause?: Error): ServerFailure {
  return new ServerFailure('server', 'BAD_INPUT', `${model} makes no embeddings.`, {
    retry: 'Choose an embedding model, such as nomic-embed-text, and pull it in the settings.',
    cause,
  })
}

function explainNetwork(error: TypeError, context: RequestContext): unknown {
  const code = (error.cause as { code?: unknown }).code
  if (NOBODY_THERE.has(code)) {
    return new ServerFailure('server', 'UNREACHABLE', `Ollama does not answer at ${context.host}.`, {
      retry: 'Start Ollama, or set its host.',
      absent: true,
      cause: error,
    })
  }
  return retryable('UNREACHABLE', 'dropped the connection', error, context)
}

function retryable(
  code: 'UNREACHABLE' | 'MODEL_FAILED',
  what: string,
  error: Error,
  context: RequestContext,
): ServerFailure {
  const detail = error instanceof TypeError ? (error.cause as Error).message : error.message
  return new ServerFailure('temporary', code, `Ollama at ${context.host} ${what}: ${detail}`, {
    cause: error,
  })
}

function unreachable(message: string, cause: Error, retry?: string): ServerFailure {
  return new ServerFailure('server', 'UNREACHABLE', message, { cause, ...(retry !== undefined && { retry }) })
}
