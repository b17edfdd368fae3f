import { z } from 'zod'
import { NOBODY_THERE, ServerRefusal } from '#main/model-servers/patient-fetch.ts'
import { ServerFailure } from '#main/model-servers/server-failure.ts'
import { blindFailure } from '#main/model-servers/sight.ts'
import { ExpectedError } from '#shared/expected-error.ts'

/** What a request was about, for the sentence that says what went wrong. */
export interface RequestContext {
  host: string
  model?: string
}

/** Temporary by their meaning: timeout, too many requests, client gone. So is every failure of the server itself. */
const TEMPORARY = new Set([408, 429, 499])

/** llama-server by its type, vLLM and others by their words. */
const TOO_LONG = /maximum context length|context size|context_length_exceeded|prompt is too long/i

const SCHEMA = /schema|response_format|grammar|structured[ _]output|guided/i

const CHECK_ADDRESS = 'Check its address, which ends with /v1 as a rule.'

/**
 * The `ServerFailure` that an error of a request stands for. What is not a failure of the server (an abort, a bug) comes
 * back as it is.
 */
export function explain(error: unknown, context: RequestContext): unknown {
  if (error instanceof ExpectedError) return error
  if (error instanceof ServerRefusal) return explainRefusal(error, context)
  if (error instanceof SyntaxError || error instanceof z.ZodError) {
    return new ServerFailure(
      'server',
      'UNREACHABLE',
      `What answers at ${context.host} does not speak the OpenAI protocol.`,
      { retry: CHECK_ADDRESS, cause: error },
    )
  }
  // The only TypeErrors that `fetch` throws are the network's; they carry the reason as their cause.
  if (error instanceof TypeError && error.cause instanceof Error) return explainNetwork(error.cause, context)
  return error
}

function explainRefusal(refusal: ServerRefusal, { host, model }: RequestContext): ServerFailure {
  const { status, message, type, retryAfter } = refusal
  // Nothing of the answer: some servers quote the key.
  if (status === 401 || status === 403) {
    return new ServerFailure('server', 'BAD_INPUT', `${host} does not accept the key (${status}).`, {
      retry: 'Name the variable or the file that holds the right one in the settings.',
    })
  }
  const blind = blindFailure(message, model ?? 'The model', refusal)
  if (blind !== undefined) return blind
  if (type === 'exceed_context_size_error' || TOO_LONG.test(message)) {
    return new ServerFailure('request', 'BAD_INPUT', `The item is too long for the context: ${message}`, {
      cause: refusal,
    })
  }
  if (status === 404) {
    return model === undefined
      ? new ServerFailure('server', 'NOT_FOUND', `There is no ${host}/models: ${message}`, {
          retry: CHECK_ADDRESS,
          cause: refusal,
        })
      : noModel(host, model, refusal)
  }
  if (status >= 500 || TEMPORARY.has(status)) {
    return new ServerFailure('temporary', 'MODEL_FAILED', `${host} failed: ${message}`, {
      ...(retryAfter !== null && { retryAfter }),
      cause: refusal,
    })
  }
  if (SCHEMA.test(message)) {
    return new ServerFailure(
      'request',
      'MODEL_FAILED',
      `${host} refused the schema of the answer: ${message}`,
      {
        retry: 'Update the server, or choose another strategy.',
        cause: refusal,
      },
    )
  }
  return new ServerFailure('request', 'MODEL_FAILED', `${host} refused the request: ${message}`, {
    cause: refusal,
  })
}

export function noModel(host: string, model: string, cause?: Error): ServerFailure {
  return new ServerFailure('server', 'NOT_FOUND', `${host} has no model "${model}".`, {
    retry: 'Choose one that it lists; the settings page shows them.',
    cause,
  })
}

function explainNetwork(cause: Error, { host }: RequestContext): ServerFailure {
  const code = 'code' in cause ? cause.code : undefined
  if (NOBODY_THERE.has(code)) {
    return new ServerFailure('server', 'UNREACHABLE', `No server answers at ${host}.`, {
      retry: 'Start it, or set its address.',
      absent: true,
      cause,
    })
  }
  const late = code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT'
  return new ServerFailure(
    'temporary',
    'UNREACHABLE',
    late ? `${host} did not answer in time.` : `${host} dropped the connection: ${cause.message}`,
    { cause },
  )
}
