import { z } from 'zod'
import { EXAMPLES } from '#main/proposals/templates/examples.ts'
import { findOccurrences } from '#shared/wording/occurrences.ts'
import { MAX_ATTRIBUTES, NonEmpty, RuleViolation, readAnswer } from './answers.ts'
import { attributeKey, type ModalityTexts } from './masks.ts'
import { normaliseValue, sameValue, tokens } from './values.ts'

// The order of properties is the order in which a model writes them: what must be thought of first comes first. There
// are no descriptions, which weak models copy into their answers.

/** An attribute as a model names it: what it is called, its words as they stand in the item, and why it matters. */
export interface NamedAttribute {
  name: string
  words: string[]
  why: string
}

export interface ContrastedAttribute extends NamedAttribute {
  value: string
}

const Why = z.string()

/** @param wordings all that may be named; null where any text may */
function words(wordings: readonly string[] | null) {
  return z.array(wordings === null ? NonEmpty : z.enum(wordings)).min(1)
}

export function attributesAnswer(wordings: readonly string[] | null) {
  const attribute = z.object({ name: NonEmpty, words: words(wordings), why: Why })
  return z.object({ attributes: z.array(attribute).min(1).max(MAX_ATTRIBUTES) })
}

/**
 * A value by the name of each attribute, which a model can neither leave out nor give twice.
 *
 * @param names of the attributes; null for a prompt, which says them elsewhere
 */
export function valuesAnswer(names: readonly string[] | null): z.ZodType<{ values: Record<string, string> }> {
  if (names === null) return z.object({ values: z.record(z.string(), NonEmpty) })
  return z.object({ values: z.strictObject(Object.fromEntries(names.map((name) => [name, NonEmpty]))) })
}

export function oneCallAnswer(hasPicture: boolean, wordings: readonly string[] | null) {
  const attribute = z.object({ name: NonEmpty, words: words(wordings), why: Why, value: NonEmpty })
  const attributes = z.array(attribute).min(1).max(MAX_ATTRIBUTES)
  return hasPicture ? z.object({ description: NonEmpty, attributes }) : z.object({ attributes })
}

export function smoothAnswer(places: number | null) {
  const phrases = z.array(NonEmpty)
  return z.object({ phrases: places === null ? phrases : phrases.length(places) })
}

/** Words of a value; more are a phrase that says several things. */
const MOST_WORDS = 8
/** Over this share of an item's words an attribute is the item itself. */
const MOST_SHARE = 0.5

/**
 * Holds named attributes against the texts: their words stand in one of them, and no two attributes have the same.
 *
 * @param last leaves out what breaks a rule where something is left, instead of refusing it: the model had its chance
 * @throws RuleViolation
 */
export function checkAttributes<Named extends NamedAttribute>(
  given: readonly Named[],
  positive: ModalityTexts,
  last: boolean,
): Named[] {
  if (isExample(given)) {
    throw new RuleViolation('This is the answer of the example: give the attributes of the item itself.')
  }
  const kept: Named[] = []
  let refused: RuleViolation | undefined
  for (const attribute of given) {
    const problem = attributeProblem(attribute, kept, positive)
    if (problem === null) kept.push({ ...attribute, words: standing(attribute.words, positive) })
    else if (last) refused ??= new RuleViolation(problem, attribute)
    else throw new RuleViolation(problem, attribute)
  }
  if (kept.length === 0) throw refused ?? new RuleViolation('There is no attribute: name at least one.')
  return kept
}

function attributeProblem(
  attribute: NamedAttribute,
  earlier: readonly NamedAttribute[],
  positive: ModalityTexts,
): string | null {
  const { name, words: named } = attribute
  if (earlier.some((other) => attributeKey(other.name) === attributeKey(name))) {
    return `The attribute "${name}" is listed twice: each name stands for one value.`
  }
  const there = standing(named, positive)
  if (there.length === 0) {
    return `${quoted(named)} does not stand in the item; these do: ${quoted(nearest(named, positive))}. Quote the words of "${name}" as they stand.`
  }
  const long = there.find((wording) => tokens(wording).length > longest(positive))
  if (long !== undefined) {
    return `${quoted([long])} is too much: quote only the words of the value of "${name}".`
  }
  const twice = earlier.find((other) =>
    other.words.some((wording) => there.some((own) => sameValue(own, wording))),
  )
  return twice === undefined ? null : `"${twice.name}" and "${name}" have the same words: name them once.`
}

function longest({ text, visual }: ModalityTexts): number {
  return Math.max(1, Math.min(MOST_WORDS, tokens(`${text} ${visual}`).length * MOST_SHARE))
}

function standing(named: readonly string[], { text, visual }: ModalityTexts): string[] {
  return named.filter(
    (wording) =>
      findOccurrences(text, [{ words: [wording] }]).length > 0 ||
      findOccurrences(visual, [{ words: [wording] }]).length > 0,
  )
}

/** Words of the item that are likest to what was named: up to five that share their first letters, or its first ones. */
function nearest(named: readonly string[], { text, visual }: ModalityTexts): string[] {
  const there = [...new Set(tokens(`${text} ${visual}`).filter((word) => word.length > 3))]
  const starts = named.flatMap(tokens).map((word) => word.slice(0, 3))
  const alike = there.filter((word) => starts.some((start) => word.startsWith(start)))
  return (alike.length > 0 ? alike : there).slice(0, 5)
}

function quoted(values: readonly string[]): string {
  return values.map((value) => `"${value}"`).join(', ')
}

/** Words of a new value that take the old one back: "non-waterproof" is no part of "waterproof". */
const NEGATIONS = new Set(['non', 'not', 'no', 'without', 'un', 'anti', 'never', 'free'])

/**
 * Holds a new value against the old words: another one, neither a shade nor a part of it ("dark red", "trail shoes" for
 * "shoes").
 *
 * @throws RuleViolation
 */
export function checkContrast(attribute: NamedAttribute, value: string): void {
  const { name, words: old } = attribute
  const entry = { [name]: value }
  if (/\[MASK|\n/iu.test(value) || tokens(value).length > MOST_WORDS) {
    throw new RuleViolation(
      `The new value of "${name}" must be a few words that can stand in place of the old ones.`,
      entry,
    )
  }
  const same = old.find((wording) => sameValue(wording, value))
  if (same !== undefined) {
    throw new RuleViolation(
      `The new value of "${name}" is still "${same}": it must be a contrasting one.`,
      entry,
    )
  }
  const part = old.find((wording) => isPart(wording, value) || isPart(value, wording))
  if (part !== undefined) {
    throw new RuleViolation(
      `The new value of "${name}", "${value}", is a shade or a part of "${part}": it must be a contrasting one.`,
      entry,
    )
  }
}

/** Whether all words of one value stand in the other, which does not take them back. */
function isPart(one: string, other: string): boolean {
  const own = new Set(normaliseValue(other).split(' '))
  if ([...own].some((word) => NEGATIONS.has(word))) return false
  return normaliseValue(one)
    .split(' ')
    .every((word) => own.has(word))
}

/**
 * One new value for each attribute, by name.
 *
 * @throws RuleViolation
 */
export function checkValues(raw: string, attributes: readonly NamedAttribute[]): ContrastedAttribute[] {
  const { values } = readAnswer(raw, valuesAnswer(attributes.map(({ name }) => name)))
  return attributes.map((attribute) => {
    const value = values[attribute.name]
    if (value === undefined) throw new RuleViolation(`The attribute "${attribute.name}" has no new value.`)
    checkContrast(attribute, value)
    return { ...attribute, value: withoutPossessive(attribute, value) }
  })
}

/** "women" for "women's" where the old words were "men's": the places of the text have their own ending. */
export function withoutPossessive({ words: old }: NamedAttribute, value: string): string {
  const wasPossessive = old.some((wording) => /['’]s?$/iu.test(wording))
  return wasPossessive ? value.replace(/['’]s?$/iu, '') : value
}

/** Whether the answer names the attributes of an example, word for word. */
function isExample(given: readonly NamedAttribute[]): boolean {
  return EXAMPLES.some(({ attributes }) =>
    attributes.every(({ name, words: own }) =>
      given.some((one) => one.name === name && one.words.length === 1 && one.words[0] === own),
    ),
  )
}
