import type { Canary } from '#main/model-servers/canary.ts'
import { readKey } from '#main/model-servers/key.ts'
import type { OpenAiStatus } from '#shared/contract/openai.ts'
import type { Service } from '#shared/contract/service.ts'
import type { Settings } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { findOpenAiModel } from './openai-model.ts'
import { OpenAiServer } from './openai-server.ts'

/** A look that takes longer counts as no server: a window is waiting for the answer. */
const LOOK_MILLISECONDS = 5_000

export interface OpenAiDependencies {
  settings: () => Settings
  canary: Canary
  /** Aborts when the engine closes. */
  closing: AbortSignal
}

/**
 * The server at an address, with the key of the settings if it is theirs: it goes to no other one.
 *
 * @throws ExpectedError BAD_INPUT where the settings name a key that is not there
 */
export async function openAiServerAt(
  host: string,
  { openaiServer }: Pick<Settings, 'openaiServer'>,
): Promise<OpenAiServer> {
  const own = new OpenAiServer(openaiServer.host, null)
  const named = new OpenAiServer(host, null)
  if (named.host !== own.host) return named
  return new OpenAiServer(host, await readKey(openaiServer, 'the settings'))
}

/** What answers at the address of the settings, within some seconds. */
export async function lookAtOpenAi(settings: Settings, closing: AbortSignal): Promise<OpenAiStatus> {
  const { host } = settings.openaiServer
  if (host === '') return { state: 'unset' }
  const late = AbortSignal.timeout(LOOK_MILLISECONDS)
  const signal = AbortSignal.any([late, closing])
  try {
    const server = await openAiServerAt(host, settings)
    const models = await server.models(signal)
    const version = models[0] === undefined ? null : await server.version(models[0], signal)
    return { state: 'connected', host, version, models }
  } catch (error) {
    if (late.aborted) return unreachable(host, `No server answers at ${host} in time.`)
    if (closing.aborted) return unreachable(host, 'The studio is closing.')
    if (error instanceof ExpectedError) return unreachable(host, error.message, error.retry)
    throw error
  }
}

function unreachable(host: string, message: string, retry: string | null = null): OpenAiStatus {
  return { state: 'unreachable', host, message, retry }
}

/** The contract's section `openai`. */
export function createOpenAiService({ settings, canary, closing }: OpenAiDependencies) {
  return {
    status: () => lookAtOpenAi(settings(), closing),
    async canary({ model }) {
      const { openaiServer, temperature, contextLength } = settings()
      const server = await openAiServerAt(openaiServer.host, settings())
      const { steady, identity } = await findOpenAiModel(
        server,
        { model, temperature, contextLength },
        closing,
      )
      return canary.show(steady, identity, { fresh: true, signal: closing })
    },
  } satisfies Service<'openai'>
}
