import type { GenerationItem, GenerationRequest } from '#main/generators/generator.ts'
import { DescribeAnswer, readAnswer } from '#main/proposals/rules/answers.ts'
import { itemVariables } from '#main/proposals/templates/variables.ts'
import { type Asked, ask } from './ask.ts'
import { pictureFor } from './picture.ts'
import type { StrategyContext } from './strategy.ts'

/** In tokens; a description of some sentences, the caption of the reference setting being 30. */
export const DESCRIPTION_LENGTH = 400

/** What the item's picture shows, in words; null where no picture is looked at. */
export async function describePicture(
  context: StrategyContext,
  item: GenerationItem,
  request: GenerationRequest,
): Promise<Asked<string> | null> {
  const picture = await pictureFor(context, item)
  if (picture === null) return null
  return ask(context, {
    step: 'describe',
    variables: itemVariables(item),
    schema: DescribeAnswer,
    picture,
    answerLength: DESCRIPTION_LENGTH,
    check: (raw) => readAnswer(raw, DescribeAnswer).description,
    item: item.id,
    request,
  })
}
