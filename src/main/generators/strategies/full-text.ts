import type { GenerationItem, GenerationRequest } from '#main/generators/generator.ts'
import {
  checkCompletion,
  checkMasking,
  completeAnswer,
  type Masking,
  maskAnswer,
} from '#main/proposals/rules/answers.ts'
import { assess } from '#main/proposals/rules/assess.ts'
import type { ModalityTexts } from '#main/proposals/rules/masks.ts'
import { acceptedText, adviceText, exampleFor, exampleText } from '#main/proposals/templates/examples.ts'
import { itemVariables } from '#main/proposals/templates/variables.ts'
import type { NegativeContent } from '#shared/contract/proposals.ts'
import { itemText } from '#shared/item-text.ts'
import { type Asked, ask, estimateTokens } from './ask.ts'
import { describePicture } from './describe.ts'
import { listAttributes } from './list-attributes.ts'
import type { Strategy, StrategyContext } from './strategy.ts'

/** In tokens: attributes, reasons and JSON around the texts. */
const ATTRIBUTES_LENGTH = 600

/**
 * The method's three prompts as its paper has them: describe the picture, mask the key attributes in both texts,
 * complete the masked texts. The model writes each text twice.
 */
export const fullText: Strategy = async (context, item, request) => {
  const described = await describePicture(context, item, request)
  const positive: ModalityTexts = { text: itemText(item), visual: described?.answer ?? '' }
  const masked = await mask(context, item, positive, request)
  const completed = await complete(context, item, positive, masked.answer, request)
  const negative = completed.answer
  const { flags, outsideEdits } = assess({
    hasImage: item.image !== null,
    positive,
    masked: masked.answer.masked,
    negative,
    attributes: negative.attributes,
  })
  const steps = [...(described === null ? [] : [described]), masked, completed]
  return {
    visualPositive: positive.visual,
    negative,
    flags: steps.some(({ repaired }) => repaired) ? [...flags, 'repaired'] : flags,
    outsideEdits,
    steps: steps.map(({ provenance }) => provenance),
  }
}

function mask(
  context: StrategyContext,
  item: GenerationItem,
  positive: ModalityTexts,
  request: GenerationRequest,
): Promise<Asked<Masking>> {
  const hasVisual = positive.visual !== ''
  return ask(context, {
    step: 'mask',
    variables: {
      ...itemVariables(item),
      visual: positive.visual,
      hint: request.hint ?? '',
      example: exampleText('mask', exampleFor(item), hasVisual),
      advice: adviceText(request.advice ?? []),
      examples: acceptedText('mask', request.examples ?? [], hasVisual),
    },
    schema: maskAnswer(hasVisual),
    picture: null,
    answerLength: lengthFor(positive),
    check: (raw) => checkMasking(raw, positive),
    item: item.id,
    request,
  })
}

function complete(
  context: StrategyContext,
  item: GenerationItem,
  positive: ModalityTexts,
  masking: Masking,
  request: GenerationRequest,
): Promise<Asked<NegativeContent>> {
  const hasVisual = positive.visual !== ''
  return ask(context, {
    step: 'complete',
    variables: {
      ...itemVariables(item),
      visual: positive.visual,
      attributes: listAttributes(masking.attributes),
      maskedText: masking.masked.text,
      maskedVisual: masking.masked.visual,
      hint: request.hint ?? '',
      example: exampleText('complete', exampleFor(item), hasVisual),
      advice: adviceText(request.advice ?? []),
      examples: acceptedText('complete', request.examples ?? [], hasVisual),
    },
    schema: completeAnswer(
      masking.attributes.map(({ name }) => name),
      hasVisual,
    ),
    shownSchema: completeAnswer(null, hasVisual),
    picture: null,
    answerLength: lengthFor(positive),
    check: (raw) => checkCompletion(raw, positive, masking),
    item: item.id,
    request,
  })
}

/** Room for both texts, which come back whole, and half as much again for longer values. */
function lengthFor({ text, visual }: ModalityTexts): number {
  return ATTRIBUTES_LENGTH + Math.ceil(1.5 * estimateTokens(text + visual))
}
