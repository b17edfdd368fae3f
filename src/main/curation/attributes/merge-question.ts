import { z } from 'zod'
import { jsonSchema } from '#main/model-servers/json-schema.ts'
import { normalized } from '#shared/attributes/normalized.ts'
import type { Term } from './merge-rule.ts'

/** One question to a language model: which of these terms mean the same. */
export interface MergeQuestion {
  /** Whose values are asked about; null for the names of attributes. */
  readonly attribute: string | null
  /** At least two. */
  readonly terms: readonly string[]
}

/** A merge in the model's words. */
export interface AnsweredMerge {
  readonly from: string
  readonly into: string
  readonly reason: string
}

/** Terms of one question: more of them make models forget some, and answers long. */
const TERMS = 60
/** In a question about the rarer values of an attribute so many of its frequent ones, for them to count as. */
const ANCHORS = 20
/** The most frequent attributes are asked about; the rest is too rare to be worth minutes of a model's time. */
const MOST_QUESTIONS = 20
const LONGEST_REASON = 200

/** Names in one question, then the values of each attribute, the most frequent attribute first. */
export function mergeQuestions(
  attributes: readonly (Term & { readonly values: readonly Term[] })[],
): MergeQuestion[] {
  const texts = (terms: readonly Term[]) => terms.map(({ text }) => text)
  const names: MergeQuestion = { attribute: null, terms: texts(attributes.slice(0, TERMS)) }
  const ofValues = attributes.flatMap(({ text: attribute, values }) =>
    batches(texts(values)).map((terms): MergeQuestion => ({ attribute, terms })),
  )
  return [names, ...ofValues].filter(({ terms }) => terms.length > 1).slice(0, MOST_QUESTIONS)
}

/** The first TERMS values, then the others in parts, each with the most frequent ones before them. */
function batches(values: readonly string[]): string[][] {
  const anchors = values.slice(0, ANCHORS)
  const parts = [values.slice(0, TERMS)]
  for (let at = TERMS; at < values.length; at += TERMS - ANCHORS) {
    parts.push([...anchors, ...values.slice(at, at + TERMS - ANCHORS)])
  }
  return parts
}

/** The schema of an answer: terms can only be those of the question. */
export function answerSchema({ terms }: MergeQuestion) {
  const term = z.enum(terms)
  const merge = z.object({
    from: term.describe('the term that is merged'),
    into: term.describe('the term of the same meaning that it counts as'),
    reason: z.string().describe('one short clause: why they mean the same'),
  })
  return z.object({ merges: z.array(merge).max(terms.length) })
}

export function promptOf(question: MergeQuestion): string {
  const { attribute, terms } = question
  const what =
    attribute === null
      ? 'Below are names of product attributes, as several people wrote them.'
      : `Below are values of the product attribute "${attribute}", as several people wrote them.`
  return `${what} Find those that mean the same: synonyms, other spellings, the same word in another language, a more general or more specific word for the same thing. \
For each one that should count as another, give "from" (the rarer or odder one), "into" (the better one of the same list) and a "reason" in a few words. \
Terms that a shopper would tell apart stay apart: "red" and "blue" are both colors, and not the same. Most terms stand for themselves; an empty list is a good answer.

<terms>
${terms.join('\n')}
</terms>

Answer with a JSON object of this schema:
${JSON.stringify(jsonSchema(answerSchema(question)))}`
}

/**
 * The merges of an answer, those left out that merge a term with itself.
 * @returns or what is wrong with it, in words for the model
 */
export function readMerges(question: MergeQuestion, content: string): AnsweredMerge[] | { wrong: string } {
  // Models without constrained answers put the object into a Markdown block or a sentence.
  const object = content.slice(content.indexOf('{'), content.lastIndexOf('}') + 1)
  const parsed = answerSchema(question).safeParse(parsedJson(object))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return {
      wrong: `The answer does not fit the schema: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')}.`,
    }
  }
  return parsed.data.merges
    .filter(({ from, into }) => from !== into)
    .map(({ from, into, reason }) => ({ from, into, reason: oneLine(reason) }))
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function oneLine(reason: string): string {
  return normalized(reason).length === 0
    ? 'no reason given'
    : reason.trim().replaceAll(/\s+/g, ' ').replace(/\.$/, '').slice(0, LONGEST_REASON)
}
