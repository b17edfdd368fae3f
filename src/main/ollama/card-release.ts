import { isModel } from '#shared/contract/ollama.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { type BackendAvailability, decideBackend, isNative } from '#shared/training/backends.ts'
import type { TrainConfig } from '#shared/training/config.ts'
import { OllamaServer } from './server.ts'

export interface CardReleaseDependencies {
  /** What can train here. */
  backends: () => Promise<readonly BackendAvailability[]>
  /** Models that jobs asked for proposals and the one of the settings, each with its server, and whether a job asks it now. */
  used: () => readonly { readonly host: string; readonly model: string; readonly busy: boolean }[]
}

/** How long a training waits for a server at most. */
const PATIENCE_MILLISECONDS = 2_000

/**
 * Frees the graphics card of the models of jobs and settings before a training takes it: Ollama keeps a model for minutes
 * after its last answer. Models of other machines, of other people, of embeddings, and of jobs that run stay.
 *
 * @returns a sentence for each model that was unloaded or stays in use; none where the training takes no card
 */
export async function releaseCard(
  { backends, used }: CardReleaseDependencies,
  wanted: TrainConfig['backend'],
): Promise<string[]> {
  if (wanted !== 'auto' && !isNative(wanted)) return []
  const looked = await backends()
  const { name } = decideBackend(wanted, looked)
  if (looked.find((backend) => backend.name === name)?.kind !== 'gpu') return []
  const models = used().filter(({ host }) => isHere(host))
  const said: string[] = []
  for (const host of new Set(models.map((one) => one.host))) {
    const ofHost = models.filter((one) => one.host === host)
    said.push(...(await unloadFrom(new OllamaServer(host), ofHost)))
  }
  return said
}

async function unloadFrom(
  server: OllamaServer,
  models: readonly { readonly model: string; readonly busy: boolean }[],
): Promise<string[]> {
  const patience = AbortSignal.timeout(PATIENCE_MILLISECONDS)
  const said: string[] = []
  try {
    for (const loaded of await server.loaded(patience)) {
      const own = models.filter(({ model }) => isModel(loaded, model))
      if (own.length === 0) continue
      if (own.some(({ busy }) => busy)) {
        said.push(
          `Ollama keeps ${loaded} on the graphics card, since a job generates with it. Pause the job if the training lacks memory.`,
        )
      } else {
        await server.unload(loaded, patience)
        said.push(`${loaded} was unloaded from Ollama, so that the training has the graphics card.`)
      }
    }
  } catch (error) {
    // A server that does not answer holds nothing that could be freed.
    if (!(error instanceof ExpectedError) && !patience.aborted) throw error
  }
  return said
}

function isHere(host: string): boolean {
  const address = addressOf(host)
  const name = URL.canParse(address) ? new URL(address).hostname : host
  return name === 'localhost' || name === '[::1]' || name === '0.0.0.0' || name.startsWith('127.')
}

/** As the client reads a host: without a protocol it is one of http, without a name one of this machine. */
function addressOf(host: string): string {
  if (host.includes('://')) return host
  return host.startsWith(':') ? `http://127.0.0.1${host}` : `http://${host}`
}
