import { z } from 'zod'
import { jsonSchema } from './json-schema.ts'
import type { ModelServer } from './model-server.ts'
import { pictureForModel } from './pictures.ts'

export interface CanaryResult {
  sees: boolean
  /** "green triangle"; what it said first and then, where it was asked twice */
  answer: string
  milliseconds: number
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
 * do not; some servers never say. The result holds for a model's weights on a version of a server.
 */
export class Canary {
  readonly #results = new Map<string, CanaryResult>()

  /**
   * @param model asked at temperature 0, as it will be asked otherwise, so that it is loaded once
   * @param weights what the server says of itself and the model's weights; a known result holds as long as it stays
   * @param fresh asks even where the answer is known
   * @throws the failures of `ModelServer.ask`
   */
  async show(
    model: ModelServer,
    weights: readonly (string | null)[],
    { fresh, signal }: { fresh: boolean; signal: AbortSignal },
  ): Promise<CanaryResult> {
    const key = JSON.stringify([model.model, ...weights])
    const known = this.#results.get(key)
    if (known !== undefined && !fresh) return known
    const result = await ask(model, signal)
    this.#results.set(key, result)
    return result
  }
}

/** A model that is wrong once is asked again, with the choices in another order, before it counts as blind. */
async function ask(model: ModelServer, signal: AbortSignal): Promise<CanaryResult> {
  const first = await askOnce(model, Answer, signal)
  if (first.sees) return first
  const second = await askOnce(model, Reordered, signal)
  return {
    sees: second.sees,
    answer:
      second.sees || second.answer === first.answer
        ? second.answer
        : `${first.answer}, then ${second.answer}`,
    milliseconds: first.milliseconds + second.milliseconds,
  }
}

async function askOnce(model: ModelServer, choices: z.ZodType, signal: AbortSignal): Promise<CanaryResult> {
  const schema = jsonSchema(choices)
  const { content, milliseconds } = await model.ask(
    {
      system: '',
      prompt: `The picture shows one shape on a white ground. Which shape is it, and which color does it have? Answer with a JSON object of this schema:\n${JSON.stringify(schema)}`,
      picture: await pictureForModel(PICTURE),
      complaint: null,
      schema,
      answerLength: 100,
      seed: 1,
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
