import type { GenerationItem, GenerationRequest } from '#main/generators/generator.ts'
import { RuleViolation, readAnswer } from '#main/proposals/rules/answers.ts'
import { smoothAnswer } from '#main/proposals/rules/attribute-answers.ts'
import { standsIn, tokens } from '#main/proposals/rules/values.ts'
import { type RoughPlace, roughPlaces } from '#shared/wording/reads-badly.ts'
import type { Writing } from '#shared/wording/write-values.ts'
import { type Asked, ask, estimateTokens } from './ask.ts'
import type { StrategyContext } from './strategy.ts'

export interface Smoothed {
  /** In the order of the writings. */
  readonly texts: readonly string[]
  /** Null where nothing had to be asked. */
  readonly asked: Asked<unknown> | null
}

/** Words that a phrase may win: "are made" for "is made" needs none, "a pair of boots" for "a boots" two. */
const MORE_WORDS = 2
/** Phrases of an item that are asked about; an item with more is left as the rules wrote it. */
const MOST_PHRASES = 8

/**
 * Has the model put phrases right that rules of grammar doubt, all in one question. It sees the sentence and answers
 * with the phrase alone, a value with at most two words before and one behind it, so that nothing else can change. A
 * phrase that it spoils stays as it was.
 */
export async function smoothen(
  context: StrategyContext,
  item: GenerationItem,
  request: GenerationRequest,
  writings: readonly Writing[],
): Promise<Smoothed> {
  const places = writings.map((writing) =>
    apart(roughPlaces(writing)).map((place) => ({
      ...place,
      phrase: writing.text.slice(place.start, place.end),
    })),
  )
  const phrases = places.flat()
  const unchanged = writings.map(({ text }) => text)
  if (phrases.length === 0 || phrases.length > MOST_PHRASES) return { texts: unchanged, asked: null }
  const asked = await ask(context, {
    step: 'smooth',
    variables: {
      phrases: phrases.map(({ sentence, phrase }) => JSON.stringify({ sentence, phrase })).join('\n'),
    },
    schema: smoothAnswer(phrases.length),
    shownSchema: smoothAnswer(null),
    picture: null,
    answerLength: 40 + 2 * phrases.reduce((sum, { phrase }) => sum + estimateTokens(phrase) + 4, 0),
    check: (raw, last) => readPhrases(raw, phrases.length, last),
    item: item.id,
    request,
  })
  const answers = [...(asked.answer ?? [])]
  const texts = writings.map(({ text }, index) => {
    let smooth = ''
    let end = 0
    for (const place of places[index] ?? []) {
      const answer = answers.shift() ?? place.phrase
      smooth += text.slice(end, place.start) + (isSound(answer, place) ? answer : place.phrase)
      end = place.end
    }
    return smooth + text.slice(end)
  })
  return { texts, asked }
}

/** The phrases; null where the model spoiled them twice, which is no reason to give up the item. */
function readPhrases(raw: string, count: number, last: boolean): string[] | null {
  try {
    return readAnswer(raw, smoothAnswer(count)).phrases
  } catch (error) {
    if (last && error instanceof RuleViolation) return null
    throw error
  }
}

/** Places that begin behind the one before, asked about or not: in a row of them words of one belong to the next. */
function apart(places: readonly RoughPlace[]): RoughPlace[] {
  return places.filter((place, index) => place.start >= (places[index - 1]?.end ?? 0))
}

/** Whether the phrase still has the value, apart from its ending, and few other words. */
function isSound(answer: string, { phrase, value: { surface } }: RoughPlace & { phrase: string }): boolean {
  if (/\n|\[MASK/iu.test(answer)) return false
  if (tokens(answer).length > tokens(phrase).length + MORE_WORDS) return false
  return (
    standsIn(surface, answer) ||
    tokens(surface).every((word) => tokens(answer).some((own) => isForm(own, word)))
  )
}

/** Whether two words are forms of one: they begin alike for most of their length. */
function isForm(one: string, other: string): boolean {
  const stem = other.slice(0, Math.max(3, Math.ceil(other.length * 0.6)))
  return one.startsWith(stem)
}
