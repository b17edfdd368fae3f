import type { z } from 'zod'
import {
  type Generation,
  type GenerationItem,
  type GenerationRequest,
  type Generator,
  ItemFailure,
  JobFailure,
} from '#main/generators/generator.ts'
import type { Canary } from '#main/ollama/canary.ts'
import { pictureForModel } from '#main/ollama/pictures.ts'
import { OllamaServer } from '#main/ollama/server.ts'
import {
  checkCompletion,
  checkMasking,
  completeAnswer,
  DescribeAnswer,
  type Masking,
  maskAnswer,
  readAnswer,
} from '#main/proposals/rules/answers.ts'
import { assess } from '#main/proposals/rules/assess.ts'
import type { ModalityTexts } from '#main/proposals/rules/masks.ts'
import type { ChosenTemplates, TemplateText } from '#main/proposals/templates/template-choice.ts'
import { itemVariables } from '#main/proposals/templates/variables.ts'
import type { NegativeContent } from '#shared/contract/proposals.ts'
import type { ollama } from '#shared/generators/ollama.ts'
import { itemText } from '#shared/item-text.ts'
import { type AskContext, type Asked, ask, estimateTokens } from './ask.ts'
import { asGeneratorFailures } from './failures.ts'

export interface OllamaGeneratorDependencies {
  options: z.infer<typeof ollama.options>
  templates: ChosenTemplates
  canaries: Canary
}

/** What the server said of the model when the job started. */
interface Ready {
  context: AskContext
  digest: string
  serverVersion: string
  /** Null where an old server does not say. */
  vision: boolean | null
}

/** In tokens; a description of some sentences, the caption of the reference setting being 30. */
const DESCRIPTION_LENGTH = 400
/** In tokens: attributes, reasons and JSON around the texts. */
const ATTRIBUTES_LENGTH = 600

/**
 * The method's three prompts, one item at a time: describe the picture, mask the key attributes in both
 * texts, complete the masked texts. The three run back to back, each begins with the same constant
 * instructions, and the picture, which costs most, is shown once.
 */
export function createOllamaGenerator(dependencies: OllamaGeneratorDependencies): Generator {
  return new OllamaGenerator(dependencies)
}

class OllamaGenerator implements Generator {
  readonly #options: OllamaGeneratorDependencies['options']
  readonly #templates: ChosenTemplates
  readonly #canaries: Canary
  #ready: Ready | undefined

  constructor({ options, templates, canaries }: OllamaGeneratorDependencies) {
    this.#options = options
    this.#templates = templates
    this.#canaries = canaries
  }

  /**
   * Looks for the model, and shows it the canary if it says that it sees. A model that only reads may
   * begin: whether there is a picture to describe, the items tell.
   */
  prepare(signal: AbortSignal): Promise<void> {
    return asGeneratorFailures(this.#prepare(signal))
  }

  propose(item: GenerationItem, request: GenerationRequest): Promise<Generation> {
    return asGeneratorFailures(this.#propose(item, request))
  }

  async #prepare(signal: AbortSignal): Promise<void> {
    const { host, model: name, temperature, contextLength } = this.#options
    const server = new OllamaServer(host)
    const serverVersion = await server.version(signal)
    const model = await server.find(name, signal)
    const capabilities = await server.capabilities(model.name, signal)
    const thinking = capabilities.thinking ?? false
    if (this.#templates.describe !== null && capabilities.vision !== false) {
      const shown = { ...model, thinking, contextLength }
      const { sees, answer } = await this.#canaries.show(server, shown, { fresh: false, signal })
      if (!sees) {
        throw new JobFailure(
          'MODEL_FAILED',
          `"${name}" does not see: shown a green triangle, it answered "${answer}".`,
          { retry: 'Update Ollama or the model, choose another one, or leave the describe template out.' },
        )
      }
    }
    this.#ready = {
      context: { server, model: model.name, thinking, temperature, contextLength },
      digest: model.digest,
      serverVersion,
      vision: capabilities.vision,
    }
  }

  async #propose(item: GenerationItem, request: GenerationRequest): Promise<Generation> {
    const ready = this.#ready
    if (ready === undefined) throw new Error('propose was called before prepare')
    const start = performance.now()
    const described = await this.#describe(ready, item, request)
    const positive: ModalityTexts = { text: itemText(item), visual: described?.answer ?? '' }
    const masked = await this.#mask(ready, item, positive, request)
    const completed = await this.#complete(ready, item, positive, masked.answer, request)
    const negative = completed.answer
    const { flags, outsideEdits } = assess({
      hasImage: item.image !== null,
      positive,
      masked: masked.answer.masked,
      negative,
      attributes: negative.attributes,
    })
    const steps = [...(described === null ? [] : [described]), masked, completed]
    return {
      visualPositive: positive.visual,
      negative,
      flags: steps.some(({ repaired }) => repaired) ? [...flags, 'repaired'] : flags,
      outsideEdits,
      steps: steps.map(({ provenance }) => provenance),
      model: this.#options.model,
      modelDigest: ready.digest,
      serverVersion: ready.serverVersion,
      milliseconds: performance.now() - start,
    }
  }

  /** Null where there is no picture, or where the describe prompt is left out. */
  async #describe(
    ready: Ready,
    item: GenerationItem,
    request: GenerationRequest,
  ): Promise<Asked<string> | null> {
    const template = this.#templates.describe
    if (template === null || item.image === null) return null
    if (ready.vision === false) {
      throw new JobFailure('BAD_INPUT', `"${this.#options.model}" cannot see pictures.`, {
        retry: 'Choose a model with vision, or leave the describe template out.',
      })
    }
    return ask(ready.context, {
      ...stepOf(item, template, request),
      step: 'describe',
      variables: itemVariables(item),
      schema: DescribeAnswer,
      picture: await readPicture(item.image.path),
      answerLength: DESCRIPTION_LENGTH,
      check: (raw) => readAnswer(raw, DescribeAnswer).description,
    })
  }

  #mask(
    ready: Ready,
    item: GenerationItem,
    positive: ModalityTexts,
    request: GenerationRequest,
  ): Promise<Asked<Masking>> {
    return ask(ready.context, {
      ...stepOf(item, this.#templates.mask, request),
      step: 'mask',
      variables: { ...itemVariables(item), visual: positive.visual, hint: request.hint ?? '' },
      schema: maskAnswer(positive.visual !== ''),
      picture: null,
      answerLength: lengthFor(positive),
      check: (raw) => checkMasking(raw, positive),
    })
  }

  #complete(
    ready: Ready,
    item: GenerationItem,
    positive: ModalityTexts,
    masking: Masking,
    request: GenerationRequest,
  ): Promise<Asked<NegativeContent>> {
    const names = masking.attributes.map(({ name }) => name)
    return ask(ready.context, {
      ...stepOf(item, this.#templates.complete, request),
      step: 'complete',
      variables: {
        ...itemVariables(item),
        visual: positive.visual,
        attributes: listAttributes(masking),
        maskedText: masking.masked.text,
        maskedVisual: masking.masked.visual,
        hint: request.hint ?? '',
      },
      schema: completeAnswer(names, positive.visual !== ''),
      picture: null,
      answerLength: lengthFor(positive),
      check: (raw) => checkCompletion(raw, positive, masking),
    })
  }
}

function stepOf(item: GenerationItem, template: TemplateText, { seed, signal }: GenerationRequest) {
  return { item: item.id, template, seed, signal }
}

/** A line of JSON each, so that no value can be taken for the list's own words. */
function listAttributes({ attributes }: Masking): string {
  const lines = attributes.map(({ name, value }) => JSON.stringify({ name, value }))
  return `[\n${lines.join(',\n')}\n]`
}

/** Room for both texts, which come back whole, and half as much again for longer values. */
function lengthFor({ text, visual }: ModalityTexts): number {
  return ATTRIBUTES_LENGTH + Math.ceil(1.5 * estimateTokens(text + visual))
}

async function readPicture(path: string): Promise<Uint8Array> {
  try {
    return await pictureForModel(path)
  } catch (error) {
    throw new ItemFailure('BAD_INPUT', `The item's picture cannot be read: ${String(error)}`, {
      cause: error,
    })
  }
}
