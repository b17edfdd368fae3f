import { z } from 'zod'
import { EXAMPLES, maskedExample } from '#main/proposals/templates/examples.ts'
import { type AttributeChange, Modality, type NegativeContent } from '#shared/contract/proposals.ts'
import { attributeKey, type ModalityTexts, maskedKeys, modalityOf, segments } from './masks.ts'
import { maskingEdits } from './outside-edits.ts'
import { sameValue } from './values.ts'

/**
 * An answer that breaks a rule. Its message is written for the model, which gets one chance to repair
 * it, and for the curator, who reads it when that chance is lost.
 */
export class RuleViolation extends Error {
  /** The part of the answer that breaks the rule, as JSON: all of it that the model is shown again. */
  readonly offending: string | null

  constructor(message: string, offending?: unknown) {
    super(message)
    this.name = 'RuleViolation'
    this.offending = offending === undefined ? null : JSON.stringify(offending)
  }
}

/** More key attributes than this would make another item, not a contrast. */
export const MAX_ATTRIBUTES = 6

/** Over this share of changed words a "masked" text is another text. */
const REWRITTEN_LIMIT = 0.5

export const NonEmpty = z.string().trim().min(1)

// The order of properties is the order in which a model writes them: the value before where it stands, the attributes
// before the texts that depend on them. There are no descriptions, which weak models copy into their answers.

export const DescribeAnswer = z.object({ description: NonEmpty })

const MaskedAttribute = z.object({ name: NonEmpty, value: NonEmpty, reason: z.string() })

const TextMaskAnswer = z.object({
  attributes: z.array(MaskedAttribute).min(1).max(MAX_ATTRIBUTES),
  maskedText: NonEmpty,
})
const MaskAnswer = TextMaskAnswer.extend({
  attributes: z
    .array(MaskedAttribute.extend({ modality: Modality }))
    .min(1)
    .max(MAX_ATTRIBUTES),
  maskedVisual: NonEmpty,
})
type MaskAnswer = z.infer<typeof TextMaskAnswer> & { maskedVisual?: string }

/** The schema of a mask answer; without a visual description there is nothing to mask in one, and no modality to name. */
export function maskAnswer(hasVisual: boolean): z.ZodType<MaskAnswer> {
  return hasVisual ? MaskAnswer : TextMaskAnswer
}

interface CompleteAnswer {
  attributes: { name: string; newValue: string }[]
  text: string
  visual?: string
}

/**
 * The schema of a complete answer: one new value per attribute is what makes both texts agree.
 *
 * @param names of the attributes; null for a prompt, which says them elsewhere
 */
export function completeAnswer(
  names: readonly string[] | null,
  hasVisual: boolean,
): z.ZodType<CompleteAnswer> {
  const list = z.array(z.object({ name: names === null ? NonEmpty : z.enum(names), newValue: NonEmpty }))
  const textOnly = z.object({
    attributes: names === null ? list : list.length(names.length),
    text: NonEmpty,
  })
  return hasVisual ? textOnly.extend({ visual: NonEmpty }) : textOnly
}

/** A key attribute of the positive, and where it is masked. */
export type KeyAttribute = Omit<AttributeChange, 'from' | 'to'> & { value: string }

export interface Masking {
  masked: ModalityTexts
  attributes: KeyAttribute[]
}

/**
 * Holds a mask answer against the rules. An attribute that no mask names is not intervened on and is
 * left out; `modality` is corrected to where the masks stand.
 *
 * @throws RuleViolation
 */
export function checkMasking(raw: string, positive: ModalityTexts): Masking {
  const answer = readAnswer(raw, maskAnswer(positive.visual !== ''))
  if (EXAMPLES.some((example) => answer.maskedText === maskedExample(example))) {
    throw new RuleViolation('This is the answer of the example: mask the text of the item itself.')
  }
  const masked = { text: answer.maskedText, visual: answer.maskedVisual ?? '' }
  const attributes = answer.attributes.flatMap((attribute) => {
    const modality = modalityOf(attribute.name, masked)
    const { name, value, reason } = attribute
    return modality === null ? [] : [{ name, value, reason, modality }]
  })
  const keys = attributes.map(({ name }) => attributeKey(name))
  if (keys.length === 0) {
    throw new RuleViolation('Nothing is masked: put [MASK:name] in the place of each key value in the texts.')
  }
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  if (twice !== undefined) {
    throw new RuleViolation(`The attribute "${twice}" is listed twice: each name stands for one value.`)
  }
  for (const key of [...maskedKeys(masked.text), ...maskedKeys(masked.visual)]) {
    if (!keys.includes(key)) {
      throw new RuleViolation(`[MASK:${key}] is used, but "${key}" is not in the list of attributes.`)
    }
  }
  for (const [field, part] of [
    ['maskedText', 'text'],
    ['maskedVisual', 'visual'],
  ] as const) {
    const { edits, tokens } = maskingEdits(positive[part], masked[part], attributes)
    if (edits > tokens * REWRITTEN_LIMIT) {
      throw new RuleViolation(
        `${field} must be the whole original word for word, with masks in the place of the key values only; ${edits} of its ${tokens} other words differ.`,
        { [field]: masked[part] },
      )
    }
  }
  return { masked, attributes }
}

/**
 * Holds a complete answer against the rules: one new value for every attribute, each another than
 * before, and no mask left.
 *
 * @throws RuleViolation
 */
export function checkCompletion(raw: string, positive: ModalityTexts, masking: Masking): NegativeContent {
  const names = masking.attributes.map(({ name }) => name)
  const answer = readAnswer(raw, completeAnswer(names, positive.visual !== ''))
  const attributes = masking.attributes.map(({ name, value, modality, reason }) => {
    const given = answer.attributes.filter((attribute) => attribute.name === name)
    const [only] = given
    if (only === undefined) throw new RuleViolation(`The attribute "${name}" has no new value.`)
    if (given.length > 1) {
      throw new RuleViolation(
        `The attribute "${name}" has ${given.length} new values: give it one, in both texts.`,
        given,
      )
    }
    if (sameValue(value, only.newValue)) {
      throw new RuleViolation(
        `The new value of "${name}" is still "${value}": it must be a contrasting one.`,
        only,
      )
    }
    return { name, from: value, to: only.newValue, modality, reason }
  })
  const negative = { text: answer.text, visual: answer.visual ?? '', attributes }
  for (const part of ['text', 'visual'] as const) {
    if (segments(negative[part]).some(({ kind }) => kind === 'mask')) {
      throw new RuleViolation(`"${part}" still has a [MASK:...]: write the new value in its place.`)
    }
    if (maskedKeys(masking.masked[part]).size > 0 && sameValue(negative[part], positive[part])) {
      throw new RuleViolation(
        `"${part}" is the original one: write the new values in the place of the masks.`,
      )
    }
  }
  return negative
}

/**
 * The answer's JSON, held against its schema. Servers that run an old version ignore the schema in
 * silence, and models then like to put words or a code fence around their JSON.
 *
 * @throws RuleViolation
 */
export function readAnswer<Schema extends z.ZodType>(raw: string, schema: Schema): z.infer<Schema> {
  const json = parseJson(raw)
  const result = schema.safeParse(json)
  if (result.success) return result.data
  throw new RuleViolation(
    `The answer does not fit its schema:\n${z.prettifyError(result.error)}`,
    partAt(json, result.error.issues[0]?.path ?? []),
  )
}

/** What stands at a path of a parsed answer; the nearest thing above it where nothing does. */
function partAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let part = json
  for (const key of path) {
    const within: unknown = typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined
    if (within === undefined) break
    part = within
  }
  return part
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw.slice(raw.indexOf('{'), raw.lastIndexOf('}') + 1))
  } catch {
    throw new RuleViolation('The answer is not one complete JSON object.')
  }
}
