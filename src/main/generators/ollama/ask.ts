import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { ItemFailure } from '#main/generators/generator.ts'
import { jsonSchema } from '#main/ollama/json-schema.ts'
import type { ChatAnswer, ChatMessage, ChatRequest, OllamaServer } from '#main/ollama/server.ts'
import { RuleViolation } from '#main/proposals/rules/answers.ts'
import { renderPrompt } from '#main/proposals/templates/prompt.ts'
import type { TemplateText } from '#main/proposals/templates/template-choice.ts'
import type { VariablesOf } from '#main/proposals/templates/variables.ts'
import type { ItemId } from '#shared/contract/ids.ts'
import type { StepProvenance } from '#shared/contract/proposals.ts'
import type { TemplateKind } from '#shared/contract/templates.ts'

/** What is the same for all questions of a job. */
export interface AskContext {
  server: OllamaServer
  model: string
  thinking: boolean
  temperature: number
  contextLength: number
}

export interface Question<Kind extends TemplateKind, Answer> {
  step: Kind
  template: TemplateText
  variables: Omit<VariablesOf<Kind>, 'schema'>
  schema: z.ZodType
  picture: Uint8Array | null
  /** In tokens: what the answer has to hold. */
  answerLength: number
  /** @throws RuleViolation */
  check: (raw: string) => Answer
  item: ItemId
  seed: number
  signal: AbortSignal
}

export interface Asked<Answer> {
  answer: Answer
  repaired: boolean
  provenance: StepProvenance
}

/** Of an answer that is shown to the model again; the rest of a runaway one would fill the context. */
const SHOWN_CHARACTERS = 4_000

/**
 * Asks one question, and once more with the model's own error before it if the answer breaks a rule.
 *
 * @throws ItemFailure with the raw answer when the repaired one breaks a rule, too
 * @throws the failures of `OllamaServer.chat`
 */
export async function ask<Kind extends TemplateKind, Answer>(
  context: AskContext,
  question: Question<Kind, Answer>,
): Promise<Asked<Answer>> {
  const { step, template, picture, signal } = question
  const schema = jsonSchema(question.schema)
  const prompt = renderPrompt(template, { ...question.variables, schema: JSON.stringify(schema) })
  const messages: ChatMessage[] = [
    { role: 'system', content: prompt.system },
    { role: 'user', content: prompt.prompt, ...(picture !== null && { images: [picture] }) },
  ]
  requireRoom(messages, question.answerLength, context.contextLength)

  const send = (attempt: number, conversation: readonly ChatMessage[]): Promise<ChatAnswer> => {
    const { server, ...options } = context
    const seed = deriveSeed(question.seed, question.item, step, attempt)
    const request: ChatRequest = {
      ...options,
      messages: conversation,
      schema,
      seed,
      answerLength: question.answerLength,
    }
    return server.chat(request, signal)
  }
  const asked = (answers: ChatAnswer[], answer: Answer): Asked<Answer> => ({
    answer,
    repaired: answers.length > 1,
    provenance: {
      step,
      template: { id: template.id, version: template.version, name: template.name },
      milliseconds: answers.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
      promptTokens: sumKnown(answers.map(({ promptTokens }) => promptTokens)),
      answerTokens: sumKnown(answers.map(({ answerTokens }) => answerTokens)),
      answers: answers.map(({ content }) => content),
    },
  })

  const first = await send(0, messages)
  const checked = judge(first, question.check)
  if (!(checked instanceof RuleViolation)) return asked([first], checked)

  const second = await send(1, [
    ...messages,
    { role: 'assistant', content: first.content.slice(0, SHOWN_CHARACTERS) },
    { role: 'user', content: repairPrompt(checked) },
  ])
  const repaired = judge(second, question.check)
  if (!(repaired instanceof RuleViolation)) return asked([first, second], repaired)
  throw new ItemFailure(
    'MODEL_FAILED',
    `The model's answer to "${step}" cannot be used: ${repaired.message}`,
    {
      rawAnswer: second.content === '' ? first.content : second.content,
      cause: repaired,
    },
  )
}

function repairPrompt(violation: RuleViolation): string {
  return `Your answer cannot be used. ${violation.message}\n\nCorrect this, keep what was right, and answer with the whole JSON object again.`
}

/** The usable answer, or the rule that it breaks. */
function judge<Answer>(answer: ChatAnswer, check: (raw: string) => Answer): Answer | RuleViolation {
  switch (answer.ending) {
    case 'length':
      return new RuleViolation('The answer was cut off because it is too long: write less.')
    case 'broken-off':
      return new RuleViolation('The answer broke off because it repeats itself: write each thing once.')
    case 'complete':
      break
  }
  try {
    return check(answer.content)
  } catch (error) {
    if (error instanceof RuleViolation) return error
    throw error
  }
}

/** Tokens that a picture may cost; the hungriest model families spend about this on one of our size. */
const PICTURE_TOKENS = 1_024

/** An estimate that is rather high: languages and tokenizers differ. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3.5)
}

/** The server drops what does not fit in silence, the item's text first: better not to ask. */
function requireRoom(messages: readonly ChatMessage[], answerLength: number, contextLength: number): void {
  const needed = messages.reduce(
    (sum, { content, images = [] }) => sum + estimateTokens(content) + images.length * PICTURE_TOKENS,
    answerLength,
  )
  if (needed <= contextLength) return
  throw new ItemFailure(
    'BAD_INPUT',
    `The item's text needs a context of about ${needed} tokens, and the settings allow ${contextLength}: raise the context length.`,
  )
}

/** Another seed for each item, step and attempt, and the same whenever the same is asked again. */
export function deriveSeed(seed: number, item: ItemId, step: TemplateKind, attempt: number): number {
  const digest = createHash('sha256').update(`${seed}/${item}/${step}/${attempt}`).digest()
  // Servers read the seed as a signed 32-bit number, and negative ones as "random".
  return digest.readUInt32BE() & 0x7fff_ffff
}

function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
}
