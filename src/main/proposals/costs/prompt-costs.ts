import { estimateTokens } from '#main/generators/strategies/ask.ts'
import { previewVariables, variablesOf } from '#main/proposals/templates/preview-variables.ts'
import { renderPrompt } from '#main/proposals/templates/prompt.ts'
import type { ChosenTemplates } from '#main/proposals/templates/template-choice.ts'
import type { PromptItem } from '#main/proposals/templates/variables.ts'
import type { TokenCount } from '#shared/contract/jobs.ts'
import type { TemplateKind } from '#shared/contract/templates.ts'
import { itemText } from '#shared/item-text.ts'

/** What prompts are made for. */
export type PromptedItem = PromptItem & { image: unknown }

/** Tokens of a picture of 512 pixels in the models that people run; in others up to four times as many. */
const PICTURE = 256
/** Characters that a step's answer puts into the prompt of a later one, and of a schema. */
const DESCRIPTION = 'x'.repeat(260)
const ATTRIBUTES = 'x'.repeat(160)
const SCHEMA = 'x'.repeat(320)

/** Tokens of an answer, as models write them, besides the item's texts that it copies. */
const ANSWER: Readonly<Record<TemplateKind, number>> = {
  describe: 70,
  attributes: 70,
  values: 25,
  smooth: 20,
  'one-call': 120,
  mask: 120,
  complete: 60,
}
/** Steps whose answers copy the item's texts. */
const COPYING: ReadonlySet<TemplateKind> = new Set(['mask', 'complete'])

/**
 * Tokens that an item takes, from the characters of its prompts and what answers usually have. Rough: tokenizers differ,
 * and nothing tells how often a model has to be asked again. Without `smooth`, which few items need.
 */
export function promptCost(item: PromptedItem, templates: ChosenTemplates, pictures: boolean): TokenCount {
  const seen = pictures && item.image !== null
  const cost = { prompt: 0, answer: 0 }
  for (const kind of ['describe', 'attributes', 'values', 'one-call', 'mask', 'complete'] as const) {
    const template = templates[kind]
    if (template === undefined || (kind === 'describe' && !seen)) continue
    const shown = seen && (kind === 'describe' || kind === 'one-call')
    const { system, prompt } = renderPrompt(template, {
      ...previewVariables(kind, item),
      ...variablesOf(kind, {
        visual: seen ? DESCRIPTION : '',
        picture: seen ? 'shown' : '',
        attributes: ATTRIBUTES,
        maskedText: itemText(item),
        maskedVisual: seen ? DESCRIPTION : '',
        schema: SCHEMA,
      }),
    })
    const copied = COPYING.has(kind) ? itemText(item) + (seen ? DESCRIPTION : '') : ''
    cost.prompt += estimateTokens(system + prompt) + (shown ? PICTURE : 0)
    cost.answer +=
      ANSWER[kind] + estimateTokens(copied) + (shown && kind === 'one-call' ? ANSWER.describe : 0)
  }
  return cost
}
