import type { GenerationItem, GenerationRequest } from '#main/generators/generator.ts'
import { readAnswer } from '#main/proposals/rules/answers.ts'
import {
  attributesAnswer,
  type ContrastedAttribute,
  checkAttributes,
  checkValues,
  type NamedAttribute,
  valuesAnswer,
} from '#main/proposals/rules/attribute-answers.ts'
import type { ModalityTexts } from '#main/proposals/rules/masks.ts'
import { acceptedText, adviceText, exampleFor, exampleText } from '#main/proposals/templates/examples.ts'
import { itemVariables } from '#main/proposals/templates/variables.ts'
import { itemText } from '#shared/item-text.ts'
import { nGrams } from '#shared/wording/n-grams.ts'
import { type Asked, ask } from './ask.ts'
import { attributesLength, valuesLength } from './attribute-lengths.ts'
import { describePicture } from './describe.ts'
import { listAttributes } from './list-attributes.ts'
import type { Strategy, StrategyContext } from './strategy.ts'
import { writeNegative } from './write-negative.ts'

/** Runs of words over which the schema would cost more than it saves. */
export const MOST_WORDINGS = 120

/**
 * Describe the picture, name the key attributes with their words, give each one new value; the studio writes both
 * texts. A word that the item does not have cannot be sampled where the item is short.
 */
export const attributes: Strategy = async (context, item, request) => {
  const described = await describePicture(context, item, request)
  const positive: ModalityTexts = { text: itemText(item), visual: described?.answer ?? '' }
  const named = await nameAttributes(context, item, positive, request)
  const contrasted = await findValues(context, item, positive, named.answer, request)
  const steps = [...(described === null ? [] : [described]), named, contrasted]
  return writeNegative(context, item, request, positive, contrasted.answer, steps)
}

function nameAttributes(
  context: StrategyContext,
  item: GenerationItem,
  positive: ModalityTexts,
  request: GenerationRequest,
): Promise<Asked<NamedAttribute[]>> {
  const texts = `${positive.text}\n${positive.visual}`
  const schema = attributesAnswer(nGrams(texts, MOST_WORDINGS))
  return ask(context, {
    step: 'attributes',
    variables: {
      ...itemVariables(item),
      visual: positive.visual,
      hint: request.hint ?? '',
      example: exampleText('attributes', exampleFor(item), positive.visual !== ''),
      advice: adviceText(request.advice ?? []),
      examples: acceptedText('attributes', request.examples ?? [], positive.visual !== ''),
    },
    schema,
    shownSchema: attributesAnswer(null),
    picture: null,
    answerLength: attributesLength(texts),
    check: (raw, last) => checkAttributes(readAnswer(raw, attributesAnswer(null)).attributes, positive, last),
    item: item.id,
    request,
  })
}

function findValues(
  context: StrategyContext,
  item: GenerationItem,
  positive: ModalityTexts,
  named: readonly NamedAttribute[],
  request: GenerationRequest,
): Promise<Asked<ContrastedAttribute[]>> {
  const list = named.map(({ name, words: [first = ''] }) => ({ name, value: first }))
  return ask(context, {
    step: 'values',
    variables: {
      ...itemVariables(item),
      visual: positive.visual,
      attributes: listAttributes(list),
      hint: request.hint ?? '',
      example: exampleText('values', exampleFor(item), positive.visual !== ''),
      advice: adviceText(request.advice ?? []),
      examples: acceptedText('values', request.examples ?? [], positive.visual !== ''),
    },
    schema: valuesAnswer(named.map(({ name }) => name)),
    shownSchema: valuesAnswer(null),
    picture: null,
    answerLength: valuesLength(named.length),
    check: (raw) => checkValues(raw, named),
    item: item.id,
    request,
  })
}
