import { chooseTemplates, type WantedTemplates } from '#main/proposals/templates/template-choice.ts'
import type { Reader } from '#main/store/database.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { stepsAsked } from '#shared/generators/strategies/steps-asked.ts'
import { type StrategyName, strategyNamed } from '#shared/generators/strategies/strategy-name.ts'

interface Chosen extends WantedTemplates {
  readonly model?: string | undefined
  readonly host: string
  readonly strategy: StrategyName
  readonly pictures: boolean
  readonly examples: number
  readonly temperature: number
  readonly contextLength: number
}

/**
 * What a job keeps of the settings of a strategy: its server, its model and the versions of its prompts.
 *
 * @throws ExpectedError BAD_INPUT where no model was chosen, NOT_FOUND
 */
export function freezeStrategy(
  reader: Reader,
  { model, host, strategy, pictures, examples, temperature, contextLength, ...wanted }: Chosen,
) {
  if (model === undefined) {
    throw new ExpectedError('BAD_INPUT', 'No model was chosen yet: choose one in the settings.')
  }
  const templates = chooseTemplates(reader, stepsAsked(strategyNamed(strategy), pictures), wanted)
  return { model, host, strategy, pictures, templates, examples, temperature, contextLength }
}
