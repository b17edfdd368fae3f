import { z } from 'zod'
import type { GenerationItem } from '#main/generators/generator.ts'
import { estimateTokens } from '#main/generators/strategies/ask.ts'
import { strategyCode } from '#main/generators/strategies/registry.ts'
import type { ModelQuestion } from '#main/model-servers/model-server.ts'
import type { AcceptedExample } from '#main/proposals/templates/examples.ts'
import {
  chooseTemplates,
  readChosenTemplates,
  type WantedTemplates,
} from '#main/proposals/templates/template-choice.ts'
import type { Reader } from '#main/store/database.ts'
import { TemplateId } from '#shared/contract/ids.ts'
import { TemplateKind } from '#shared/contract/templates.ts'
import type { TryoutPrompt, TryoutRequest } from '#shared/contract/tryouts.ts'
import { problemsIn } from '#shared/descriptors/parse-settings.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { generatorNamed } from '#shared/generators/generator-options.ts'
import { StrategyName, strategyNamed } from '#shared/generators/strategies/strategy-name.ts'

/** Settings of a generator that asks a model by a strategy. */
const Prompting = z.object({ strategy: StrategyName, pictures: z.boolean() })
const Templates = z.partialRecord(TemplateKind, TemplateId.optional())

/** What prompts show of the data set's decisions. */
export interface Shown {
  readonly examples: readonly AcceptedExample[]
  readonly advice: readonly string[]
}

/** Thrown in the place of an answer: the question is what was wanted. */
class Asked extends Error {
  readonly step: TemplateKind
  readonly question: ModelQuestion

  constructor(step: TemplateKind, question: ModelQuestion) {
    super('a question')
    this.step = step
    this.question = question
  }
}

/**
 * The question that a strategy comes to after the given answers; null where it has no more, and for a generator that
 * asks nobody. No server is needed.
 *
 * @throws ExpectedError for a text that cannot be rendered, with line and column, and for settings that the generator
 *   does not have; ItemFailure for a picture that cannot be read
 */
export async function nextPrompt(
  reader: Reader,
  item: GenerationItem,
  shown: Shown,
  { generator, settings, seed, drafts, answered }: TryoutRequest,
): Promise<TryoutPrompt | null> {
  const { settings: schema } = generatorNamed(generator)
  const problems = Object.values(problemsIn(schema, settings))
  if (problems.length > 0) throw new ExpectedError('BAD_INPUT', problems.join(' '))
  const prompting = Prompting.safeParse(schema.parse(settings))
  if (!prompting.success) return null
  const { strategy, pictures } = prompting.data
  const { steps } = strategyNamed(strategy)
  const wanted: WantedTemplates = Templates.parse(
    Object.fromEntries(steps.map((step) => [step, settings[step]])),
  )
  const templates = readChosenTemplates(reader, chooseTemplates(reader, steps, wanted))
  let current: TemplateKind | undefined
  try {
    await strategyCode[strategy](
      {
        server: {
          model: '',
          sees: null,
          contextLength: Number.POSITIVE_INFINITY,
          ask(question) {
            if (current === undefined) throw new Error('a question of no step')
            throw new Asked(current, question)
          },
        },
        pictures,
        template(kind) {
          const found = templates[kind]
          if (found === undefined) throw new Error(`no template of ${kind}`)
          return found
        },
      },
      item,
      {
        seed,
        hint: null,
        signal: new AbortController().signal,
        memory: {
          read(step) {
            current = step
            return answered.find((answer) => answer.step === step) ?? null
          },
          keep() {},
        },
        onlooker: { drafts, onAnswer() {} },
        ...shown,
      },
    )
    return null
  } catch (error) {
    if (error instanceof Asked) return promptOf(error.step, error.question)
    throw error
  }
}

/** A question as it is shown. */
export function promptOf(step: TemplateKind, { system, prompt, picture }: ModelQuestion): TryoutPrompt {
  const estimatedTokens = estimateTokens(system) + estimateTokens(prompt)
  return { step, system, prompt, picture: picture !== null, estimatedTokens }
}
