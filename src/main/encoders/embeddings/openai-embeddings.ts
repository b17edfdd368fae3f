import { z } from 'zod'
import { readKey } from '#main/model-servers/key.ts'
import { NOBODY_THERE, patientFetch, ServerRefusal } from '#main/model-servers/patient-fetch.ts'
import type { TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { FitTextEncoder } from '../text-encoder.ts'
import { type Embed, embeddingEncoder, revisionFrom } from './embedding-encoder.ts'
import { PassingFailure, type Wait } from './patience.ts'

type Settings = TextEncoderSettings<'openai-embeddings'>

const Answer = z.object({
  data: z.array(z.object({ index: z.int().nonnegative(), embedding: z.array(z.number()) })),
})

/** Temporary by their meaning: timeout, too many requests, failures of the server. */
const isPassing = (status: number) => status === 408 || status === 429 || status >= 500

/** An encoder has no caller that gives up; the requests have limits of their own. */
const { signal } = new AbortController()

/** @throws ExpectedError where the server is away, wants another key, or has no such model */
export const openaiEncoder =
  (settings: Settings, wait?: Wait): FitTextEncoder =>
  async () =>
    embeddingEncoder({
      server: `${settings.model} at ${settings.baseUrl}`,
      revision: await openaiRevision(settings),
      prefix: settings.prefix,
      embed: embedder(settings, await readKey(settings, 'the encoder’s settings')),
      ...(wait === undefined ? {} : { wait }),
    })

/** The server does not say which weights it has: what was set has to do. The key is no part of it. */
export async function openaiRevision(settings: Settings): Promise<string> {
  const { baseUrl, model, dimensions, prefix, modelVersion } = settings
  return revisionFrom(baseUrl, model, dimensions, prefix, modelVersion)
}

function embedder(settings: Settings, key: string | null): Embed {
  const { baseUrl, model, dimensions } = settings
  const url = `${baseUrl.replace(/\/+$/, '')}/embeddings`
  return async (texts) => {
    const body = {
      model,
      input: texts,
      encoding_format: 'float',
      ...(dimensions === 'auto' ? {} : { dimensions }),
    }
    try {
      const response = await patientFetch(signal)(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        },
        body: JSON.stringify(body),
      })
      const { data } = Answer.parse(await response.json())
      return data.sort((a, b) => a.index - b.index).map(({ embedding }) => embedding)
    } catch (error) {
      throw explain(error, settings)
    }
  }
}

/** The `ExpectedError` that an error of a request stands for; a bug comes back as it is. */
function explain(error: unknown, { baseUrl, model }: Settings): unknown {
  if (error instanceof ServerRefusal) {
    const { status, message, retryAfter } = error
    if (status === 401 || status === 403) {
      return new ExpectedError('BAD_INPUT', `${baseUrl} does not accept the key (${status}).`, {
        retry: 'Name the variable or the file that holds the right one in the encoder’s settings.',
        cause: error,
      })
    }
    if (status === 404) {
      return new ExpectedError('NOT_FOUND', `${baseUrl} has no embedding model "${model}": ${message}`, {
        retry: 'Check the address, which ends with /v1 as a rule, and the name of the model.',
        cause: error,
      })
    }
    if (isPassing(status)) {
      return new PassingFailure('MODEL_FAILED', `${baseUrl} failed: ${message}`, { retryAfter, cause: error })
    }
    return new ExpectedError('MODEL_FAILED', `${baseUrl} refused the texts: ${message}`, { cause: error })
  }
  if (error instanceof SyntaxError || error instanceof z.ZodError) {
    return new ExpectedError(
      'MODEL_FAILED',
      `What answers at ${baseUrl} makes no embeddings as OpenAI does.`,
      {
        retry: 'Check the address, which ends with /v1 as a rule.',
        cause: error,
      },
    )
  }
  // The only TypeErrors that `fetch` throws are the network's; they carry the reason as their cause.
  if (error instanceof TypeError && error.cause instanceof Error) {
    if (!('code' in error.cause && NOBODY_THERE.has(error.cause.code))) {
      return new PassingFailure('UNREACHABLE', `${baseUrl} dropped the connection: ${error.cause.message}`, {
        cause: error,
      })
    }
    return new ExpectedError('UNREACHABLE', `No server answers at ${baseUrl}.`, {
      retry: 'Start it, or set its address.',
      cause: error,
    })
  }
  return error
}
