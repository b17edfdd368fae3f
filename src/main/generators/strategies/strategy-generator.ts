import {
  type Generation,
  type GenerationItem,
  type GenerationRequest,
  type Generator,
  JobFailure,
} from '#main/generators/generator.ts'
import type { Canary } from '#main/model-servers/canary.ts'
import type { ModelServer } from '#main/model-servers/model-server.ts'
import { WITHOUT_SIGHT } from '#main/model-servers/sight.ts'
import type { ChosenTemplates } from '#main/proposals/templates/template-choice.ts'
import { type StrategyName, strategyNamed } from '#shared/generators/strategies/strategy-name.ts'
import { asGeneratorFailures, forJobs } from './failures.ts'
import { strategyCode } from './registry.ts'
import type { StrategyContext } from './strategy.ts'

/** A model that was found on its server. */
export interface FoundModel {
  server: ModelServer
  /** The same model, asked at temperature 0. */
  steady: ModelServer
  digest: string | null
  serverVersion: string | null
  /** Where it runs, and whatever else tells it from another one of this name. */
  identity: readonly (string | null)[]
}

export interface StrategyGeneratorDependencies {
  options: { model: string; strategy: StrategyName; pictures: boolean }
  templates: ChosenTemplates
  canaries: Canary
  /** Looks for the model; all that a generator does in the protocol of its server. */
  find: (signal: AbortSignal) => Promise<FoundModel>
}

/** A strategy over a model on a server of any protocol, one item at a time. */
export class StrategyGenerator implements Generator {
  readonly window: number
  readonly #with: StrategyGeneratorDependencies
  #ready: { model: FoundModel; context: StrategyContext } | undefined

  constructor(dependencies: StrategyGeneratorDependencies) {
    this.window = strategyNamed(dependencies.options.strategy).window
    this.#with = dependencies
  }

  /**
   * Looks for the model, and shows it the canary unless the server says that it does not see. A model that only reads
   * may begin: whether there is a picture to look at, the items tell.
   */
  prepare(signal: AbortSignal): Promise<void> {
    return asGeneratorFailures(this.#prepare(signal))
  }

  async #prepare(signal: AbortSignal): Promise<void> {
    const { options, templates, canaries, find } = this.#with
    const { pictures } = options
    const model = await find(signal)
    if (pictures && model.server.sees !== false) {
      const { sees, answer } = await canaries.show(model.steady, model.identity, { fresh: false, signal })
      if (!sees) {
        throw new JobFailure(
          'MODEL_FAILED',
          `"${options.model}" does not see: shown a green triangle, it answered "${answer}".`,
          { retry: `Update the server or the model. ${WITHOUT_SIGHT}` },
        )
      }
    }
    this.#ready = {
      model,
      context: {
        server: forJobs(model.server),
        pictures,
        template: (kind) => {
          const template = templates[kind]
          if (template === undefined) throw new Error(`The job has no template for "${kind}".`)
          return template
        },
      },
    }
  }

  async propose(item: GenerationItem, request: GenerationRequest): Promise<Generation> {
    const ready = this.#ready
    if (ready === undefined) throw new Error('propose was called before prepare')
    const { model, strategy } = this.#with.options
    const start = performance.now()
    const drafted = await strategyCode[strategy](ready.context, item, request)
    return {
      ...drafted,
      model,
      modelDigest: ready.model.digest,
      serverVersion: ready.model.serverVersion,
      milliseconds: performance.now() - start,
    }
  }
}
