import type { z } from 'zod'
import {
  type Generation,
  type GenerationItem,
  type GenerationRequest,
  type Generator,
  JobFailure,
} from '#main/generators/generator.ts'
import { strategyCode } from '#main/generators/strategies/registry.ts'
import type { StrategyContext } from '#main/generators/strategies/strategy.ts'
import type { Canary } from '#main/ollama/canary.ts'
import { WITHOUT_SIGHT } from '#main/ollama/failures.ts'
import { OllamaServer } from '#main/ollama/server.ts'
import type { ChosenTemplates } from '#main/proposals/templates/template-choice.ts'
import type { ollama } from '#shared/generators/ollama.ts'
import { strategyNamed } from '#shared/generators/strategies/strategy-name.ts'
import { asGeneratorFailures } from './failures.ts'
import { OllamaModel } from './ollama-model.ts'

export interface OllamaGeneratorDependencies {
  options: z.infer<typeof ollama.options>
  templates: ChosenTemplates
  canaries: Canary
}

/** What the server said of the model when the job started. */
interface Ready {
  context: StrategyContext
  digest: string
  serverVersion: string
}

/** A strategy over a model on an Ollama server, one item at a time. */
export function createOllamaGenerator(dependencies: OllamaGeneratorDependencies): Generator {
  return new OllamaGenerator(dependencies)
}

class OllamaGenerator implements Generator {
  readonly window: number
  readonly #options: OllamaGeneratorDependencies['options']
  readonly #templates: ChosenTemplates
  readonly #canaries: Canary
  #ready: Ready | undefined

  constructor({ options, templates, canaries }: OllamaGeneratorDependencies) {
    this.window = strategyNamed(options.strategy).window
    this.#options = options
    this.#templates = templates
    this.#canaries = canaries
  }

  /**
   * Looks for the model, and shows it the canary if it says that it sees. A model that only reads may
   * begin: whether there is a picture to look at, the items tell.
   */
  prepare(signal: AbortSignal): Promise<void> {
    return asGeneratorFailures(this.#prepare(signal))
  }

  async #prepare(signal: AbortSignal): Promise<void> {
    const { host, model: name, temperature, contextLength, pictures } = this.#options
    const server = new OllamaServer(host)
    const serverVersion = await server.version(signal)
    const model = await server.find(name, signal)
    const capabilities = await server.capabilities(model.name, signal)
    const thinking = capabilities.thinking ?? false
    if (pictures && capabilities.vision !== false) {
      const shown = { ...model, thinking, contextLength }
      const { sees, answer } = await this.#canaries.show(server, shown, { fresh: false, signal })
      if (!sees) {
        throw new JobFailure(
          'MODEL_FAILED',
          `"${name}" does not see: shown a green triangle, it answered "${answer}".`,
          { retry: `Update Ollama or the model. ${WITHOUT_SIGHT}` },
        )
      }
    }
    const sees = capabilities.vision
    this.#ready = {
      context: {
        server: new OllamaModel({ server, model: model.name, sees, thinking, temperature, contextLength }),
        pictures,
        template: (kind) => {
          const template = this.#templates[kind]
          if (template === undefined) throw new Error(`The job has no template for "${kind}".`)
          return template
        },
      },
      digest: model.digest,
      serverVersion,
    }
  }

  async propose(item: GenerationItem, request: GenerationRequest): Promise<Generation> {
    const ready = this.#ready
    if (ready === undefined) throw new Error('propose was called before prepare')
    const start = performance.now()
    const drafted = await strategyCode[this.#options.strategy](ready.context, item, request)
    return {
      ...drafted,
      model: this.#options.model,
      modelDigest: ready.digest,
      serverVersion: ready.serverVersion,
      milliseconds: performance.now() - start,
    }
  }
}
