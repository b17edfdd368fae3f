import { z } from 'zod'
import { jsonSchema } from './json-schema.ts'
import { pictureForModel } from './pictures.ts'
import type { OllamaServer } from './server.ts'

export interface CanaryResult {
  sees: boolean
  /** "green triangle"; what it said first and then, where it was asked twice */
  answer: string
  milliseconds: number
}

export interface CanaryModel {
  name: string
  digest: string
  thinking: boolean
  /** As in the requests to come, so that the model is loaded once. */
  contextLength: number
}

// Neither the first nor the likeliest of the choices, so that a guess in the dark is wrong.
const EXPECTED = { color: 'green', shape: 'triangle' } as const
const PICTURE = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="384" height="384"><rect width="384" height="384" fill="white"/><path d="M192 48 L352 336 L32 336 Z" fill="#14913c"/></svg>',
)

const COLORS = ['red', 'blue', 'yellow', 'green', 'purple', 'orange', 'black'] as const
const SHAPES = ['circle', 'square', 'triangle', 'star'] as const
const Answer = z.object({ color: z.enum(COLORS), shape: z.enum(SHAPES) })
/** The same choices from the last to the first: what a model says because of their order, it does not say again. */
const Reordered = z.object({ shape: z.enum(SHAPES.toReversed()), color: z.enum(COLORS.toReversed()) })

/**
 * Shows models a picture with a known answer: some say that they see and, after an upgrade of the server,
 * do not. The result holds for a model's digest on a version of a server.
 */
export class Canary {
  readonly #results = new Map<string, CanaryResult>()

  /**
   * @param fresh asks even where the answer is known
   * @throws the failures of `OllamaServer.chat`
   */
  async show(
    server: OllamaServer,
    model: CanaryModel,
    options: { fresh: boolean; signal: AbortSignal },
  ): Promise<CanaryResult> {
    const version = await server.version(options.signal)
    const key = JSON.stringify([server.host, version, model.name, model.digest])
    const known = this.#results.get(key)
    if (known !== undefined && !options.fresh) return known
    const result = await ask(server, model, options.signal)
    this.#results.set(key, result)
    return result
  }
}

/** A model that is wrong once is asked again, with the choices in another order, before it counts as blind. */
async function ask(server: OllamaServer, model: CanaryModel, signal: AbortSignal): Promise<CanaryResult> {
  const first = await askOnce(server, model, Answer, signal)
  if (first.sees) return first
  const second = await askOnce(server, model, Reordered, signal)
  return {
    sees: second.sees,
    answer:
      second.sees || second.answer === first.answer
        ? second.answer
        : `${first.answer}, then ${second.answer}`,
    milliseconds: first.milliseconds + second.milliseconds,
  }
}

async function askOnce(
  server: OllamaServer,
  model: CanaryModel,
  choices: z.ZodType,
  signal: AbortSignal,
): Promise<CanaryResult> {
  const schema = jsonSchema(choices)
  const { content, milliseconds } = await server.chat(
    {
      model: model.name,
      messages: [
        {
          role: 'user',
          content: `The picture shows one shape on a white ground. Which shape is it, and which color does it have? Answer with a JSON object of this schema:\n${JSON.stringify(schema)}`,
          images: [await pictureForModel(PICTURE)],
        },
      ],
      schema,
      thinking: model.thinking,
      seed: 1,
      temperature: 0,
      contextLength: model.contextLength,
      answerLength: 100,
    },
    signal,
  )
  const answer = parse(content)
  const sees = answer?.color === EXPECTED.color && answer.shape === EXPECTED.shape
  return { sees, answer: answer === undefined ? content : `${answer.color} ${answer.shape}`, milliseconds }
}

function parse(content: string): z.infer<typeof Answer> | undefined {
  // Models without constrained answers put the object into a Markdown block or a sentence.
  const object = content.slice(content.indexOf('{'), content.lastIndexOf('}') + 1)
  try {
    return Answer.parse(JSON.parse(object))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined
    throw error
  }
}
