import { ServerFailure } from '#main/model-servers/server-failure.ts'
import { OllamaServer } from '#main/ollama/server.ts'
import type { TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import type { FitTextEncoder } from '../text-encoder.ts'
import { embeddingEncoder, revisionFrom } from './embedding-encoder.ts'
import { PassingFailure, patiently, type Wait } from './patience.ts'

type Settings = TextEncoderSettings<'ollama-embeddings'>

/** An encoder has no caller that gives up; the client has limits of its own. */
const { signal } = new AbortController()

/** @throws ServerFailure where the server is away, or has no such model, or one that makes no embeddings */
export const ollamaEncoder =
  (settings: Settings, wait?: Wait): FitTextEncoder =>
  async () => {
    const { host, model, prefix } = settings
    const server = new OllamaServer(host)
    return embeddingEncoder({
      server: `Ollama's ${model} at ${host}`,
      revision: await ollamaRevision(settings, wait),
      prefix,
      embed: (texts) => passing(server.embed(model, texts, signal)),
      ...(wait === undefined ? {} : { wait }),
    })
  }

/** From the model's digest, so that a model that was pulled anew has vectors of its own. */
export async function ollamaRevision({ host, model, prefix }: Settings, wait?: Wait): Promise<string> {
  const { digest } = await patiently(() => passing(new OllamaServer(host).find(model, signal)), wait)
  return digest === '' ? revisionFrom(host, model, prefix) : revisionFrom(digest, prefix)
}

async function passing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof ServerFailure) || error.scope !== 'temporary') throw error
    throw new PassingFailure(error.code === 'UNREACHABLE' ? 'UNREACHABLE' : 'MODEL_FAILED', error.message, {
      retryAfter: error.retryAfter,
      cause: error,
    })
  }
}
