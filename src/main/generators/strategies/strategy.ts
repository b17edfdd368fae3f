import type { Generation, GenerationItem, GenerationRequest } from '#main/generators/generator.ts'
import type { ModelServer } from '#main/model-servers/model-server.ts'
import type { TemplateText } from '#main/proposals/templates/template-choice.ts'
import type { TemplateKind } from '#shared/contract/templates.ts'

/** What a strategy works with, the same for all items of a job. */
export interface StrategyContext {
  readonly server: ModelServer
  /** Whether pictures are shown to the model. */
  readonly pictures: boolean
  /** @throws Error for a kind that the strategy's descriptor does not name */
  readonly template: (kind: TemplateKind) => TemplateText
}

/** What a strategy makes of an item: all of a generation but what the generator knows of its server. */
export type Drafted = Pick<Generation, 'visualPositive' | 'negative' | 'flags' | 'outsideEdits' | 'steps'>

/**
 * A way from an item to its negative: which prompts are asked, and what the studio does with the answers.
 *
 * @throws the failures of `Generator.propose`
 */
export type Strategy = (
  context: StrategyContext,
  item: GenerationItem,
  request: GenerationRequest,
) => Promise<Drafted>
