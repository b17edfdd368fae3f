import { readAnswer } from '#main/proposals/rules/answers.ts'
import {
  type ContrastedAttribute,
  checkAttributes,
  checkContrast,
  oneCallAnswer,
  withoutPossessive,
} from '#main/proposals/rules/attribute-answers.ts'
import type { ModalityTexts } from '#main/proposals/rules/masks.ts'
import { acceptedText, adviceText, exampleFor, exampleText } from '#main/proposals/templates/examples.ts'
import { itemVariables } from '#main/proposals/templates/variables.ts'
import { itemText } from '#shared/item-text.ts'
import { nGrams } from '#shared/wording/n-grams.ts'
import { ask } from './ask.ts'
import { contrastsLength } from './attribute-lengths.ts'
import { MOST_WORDINGS } from './attributes.ts'
import { DESCRIPTION_LENGTH } from './describe.ts'
import { pictureFor } from './picture.ts'
import type { Strategy } from './strategy.ts'
import { writeNegative } from './write-negative.ts'

interface Answer {
  positive: ModalityTexts
  attributes: ContrastedAttribute[]
}

/** Description, attributes and values in one answer, with the picture before the model's eyes; the studio writes both texts. */
export const oneCall: Strategy = async (context, item, request) => {
  const picture = await pictureFor(context, item)
  const hasPicture = picture !== null
  const text = itemText(item)
  // Of a description that is still to be written no words can be listed.
  const schema = oneCallAnswer(hasPicture, hasPicture ? null : nGrams(text, MOST_WORDINGS))
  const asked = await ask(context, {
    step: 'one-call',
    variables: {
      ...itemVariables(item),
      picture: hasPicture ? 'shown' : '',
      hint: request.hint ?? '',
      example: exampleText('one-call', exampleFor(item), hasPicture),
      advice: adviceText(request.advice ?? []),
      examples: acceptedText('one-call', request.examples ?? [], hasPicture),
    },
    schema,
    shownSchema: oneCallAnswer(hasPicture, null),
    picture,
    answerLength: contrastsLength(text) + (hasPicture ? DESCRIPTION_LENGTH : 0),
    check: (raw, last) => readOneCall(raw, text, hasPicture, last),
    item: item.id,
    request,
  })
  const { positive, attributes } = asked.answer
  return writeNegative(context, item, request, positive, attributes, [asked])
}

function readOneCall(raw: string, text: string, hasPicture: boolean, last: boolean): Answer {
  const answer = readAnswer(raw, oneCallAnswer(hasPicture, null))
  const visual = 'description' in answer && typeof answer.description === 'string' ? answer.description : ''
  const positive = { text, visual }
  const attributes = checkAttributes(answer.attributes, positive, last).map((attribute) => {
    checkContrast(attribute, attribute.value)
    return { ...attribute, value: withoutPossessive(attribute, attribute.value) }
  })
  return { positive, attributes }
}
