import { MAX_ATTRIBUTES } from '#main/proposals/rules/answers.ts'
import { estimateTokens } from './ask.ts'

/** Tokens of one attribute in an answer: name, words, reason, JSON around them, and the white space that some models add. */
const ATTRIBUTE_LENGTH = 70
/** Tokens of one value with its name. */
const VALUE_LENGTH = 40
/** Tokens of an item's text that one more attribute takes. */
const TEXT_PER_ATTRIBUTE = 8

/** Room, in tokens, for the attributes that a text of this length can have: a short one has few. */
export function attributesLength(text: string, each = ATTRIBUTE_LENGTH): number {
  const likely = Math.ceil(estimateTokens(text) / TEXT_PER_ATTRIBUTE) + 1
  return 60 + each * Math.min(MAX_ATTRIBUTES, likely)
}

/** Room, in tokens, for a value of each attribute. */
export function valuesLength(attributes: number): number {
  return 40 + VALUE_LENGTH * attributes
}

/** Room, in tokens, for attributes with their values. */
export function contrastsLength(text: string): number {
  return attributesLength(text, ATTRIBUTE_LENGTH + VALUE_LENGTH)
}
