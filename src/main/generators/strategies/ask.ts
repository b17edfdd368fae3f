import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { type GenerationRequest, ItemFailure } from '#main/generators/generator.ts'
import { jsonSchema } from '#main/model-servers/json-schema.ts'
import type { ModelAnswer, ModelQuestion } from '#main/model-servers/model-server.ts'
import { RuleViolation } from '#main/proposals/rules/answers.ts'
import { renderPrompt } from '#main/proposals/templates/prompt.ts'
import type { VariablesOf } from '#main/proposals/templates/variables.ts'
import type { ItemId } from '#shared/contract/ids.ts'
import type { StepProvenance } from '#shared/contract/proposals.ts'
import type { TemplateKind } from '#shared/contract/templates.ts'
import type { StrategyContext } from './strategy.ts'

export interface Question<Kind extends TemplateKind, Answer> {
  step: Kind
  variables: Omit<VariablesOf<Kind>, 'schema'>
  /** What the server holds the answer to. */
  schema: z.ZodType
  /** What the prompt shows: the same for all items, so that prompts begin alike. `schema` where it is left out. */
  shownSchema?: z.ZodType
  picture: Uint8Array | null
  /** In tokens: what the answer has to hold. */
  answerLength: number
  /**
   * @param last that the model will not be asked again
   * @throws RuleViolation
   */
  check: (raw: string, last: boolean) => Answer
  item: ItemId
  request: GenerationRequest
}

export interface Asked<Answer> {
  answer: Answer
  repaired: boolean
  provenance: StepProvenance
}

/** Of the part of an answer that is shown to the model again: a runaway one would cost what it cost before. */
const SHOWN_CHARACTERS = 400

/**
 * Asks one question, and once more with the complaint and the offending part if the answer breaks a rule.
 *
 * @throws ItemFailure with both raw answers when the repaired one breaks a rule, too
 * @throws the failures of `ModelServer.ask`
 */
export async function ask<Kind extends TemplateKind, Answer>(
  context: StrategyContext,
  question: Question<Kind, Answer>,
): Promise<Asked<Answer>> {
  const known = remembered(question)
  if (known !== null) return known
  const { server } = context
  const { step, picture, answerLength, request } = question
  const template = context.template(step)
  const text = request.onlooker?.drafts[step] ?? template
  const schema = jsonSchema(question.schema)
  const shown = question.shownSchema === undefined ? schema : jsonSchema(question.shownSchema)
  const prompt = renderPrompt(text, { ...question.variables, schema: JSON.stringify(shown) })
  const send = async (attempt: number, complaint: ModelQuestion['complaint']) => {
    const seed = deriveSeed(request.seed, question.item, step, attempt)
    const asked: ModelQuestion = { ...prompt, picture, complaint, schema, answerLength, seed }
    requireRoom(asked, server.contextLength)
    const answer = await server.ask(asked, request.signal)
    const checked = judge(answer, (raw) => question.check(raw, attempt === 1))
    const violation = checked instanceof RuleViolation ? checked.message : null
    request.onlooker?.onAnswer(step, asked, answer, violation)
    return { answer, checked }
  }
  const asked = (answers: ModelAnswer[], answer: Answer): Asked<Answer> => {
    const provenance: StepProvenance = {
      step,
      template: { id: template.id, version: template.version, name: template.name },
      milliseconds: answers.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
      promptTokens: sumKnown(answers.map(({ promptTokens }) => promptTokens)),
      answerTokens: sumKnown(answers.map(({ answerTokens }) => answerTokens)),
      answers: answers.map(({ content }) => content),
    }
    request.memory?.keep(provenance)
    return { answer, repaired: answers.length > 1, provenance }
  }

  // The repair belongs to the same turn: its prompt begins as a whole with the one before.
  const endTurn = await request.turns?.take(step)
  try {
    const first = await send(0, null)
    if (!(first.checked instanceof RuleViolation)) return asked([first.answer], first.checked)

    const { offending, message } = first.checked
    const second = await send(1, {
      said: offending === null ? null : offending.slice(0, SHOWN_CHARACTERS),
      message: `Your answer cannot be used. ${message}\n\nCorrect this, and answer with the whole JSON object again.`,
    })
    const answers = [first.answer, second.answer]
    if (!(second.checked instanceof RuleViolation)) return asked(answers, second.checked)
    throw new ItemFailure(
      'MODEL_FAILED',
      `The model's answer to "${step}" cannot be used: ${second.checked.message}`,
      { answers: answers.map(({ content }) => content), cause: second.checked },
    )
  } finally {
    endTurn?.()
  }
}

/** The answer that an earlier run of the job got; null where it got none that can be used. */
function remembered<Kind extends TemplateKind, Answer>({
  step,
  check,
  request,
}: Question<Kind, Answer>): Asked<Answer> | null {
  const provenance = request.memory?.read(step) ?? null
  const said = provenance?.answers.at(-1)
  if (provenance === null || said === undefined) return null
  const repaired = provenance.answers.length > 1
  try {
    return { answer: check(said, repaired), repaired, provenance }
  } catch (error) {
    if (error instanceof RuleViolation) return null
    throw error
  }
}

/** The usable answer, or the rule that it breaks. */
function judge<Answer>(answer: ModelAnswer, check: (raw: string) => Answer): Answer | RuleViolation {
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
function requireRoom(
  { system, prompt, picture, complaint, answerLength }: ModelQuestion,
  contextLength: number,
): void {
  const texts = [system, prompt, complaint?.said ?? '', complaint?.message ?? '']
  const needed =
    answerLength +
    texts.reduce((sum, text) => sum + estimateTokens(text), 0) +
    (picture === null ? 0 : PICTURE_TOKENS)
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
