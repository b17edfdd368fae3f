import type { CataloguePictures } from '#main/encoders/catalogue-pictures.ts'
import type { CatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { unlessAborted } from '#main/encoders/unless-aborted.ts'
import { visualSpace } from '#main/encoders/visual-space.ts'
import type { Generation, GenerationItem, GenerationRequest } from '#main/generators/generator.ts'
import type { Generators } from '#main/generators/generators.ts'
import { flagsOfQuality, mergeFlags } from '#main/proposals/quality/flags.ts'
import { measure } from '#main/proposals/quality/measure.ts'
import { flagsOfVocabulary } from '#main/proposals/quality/unseen-values.ts'
import { readCoInteractedItems } from '#main/store/interaction-repository.ts'
import type { Positive } from '#main/store/item-repository.ts'
import { readSettings } from '#main/store/settings-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { StepProvenance } from '#shared/contract/proposals.ts'
import type {
  TryoutNegative,
  TryoutOutcome,
  TryoutQuestion,
  TryoutRequest,
} from '#shared/contract/tryouts.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { itemText } from '#shared/item-text.ts'
import { promptOf, type Shown } from './next-prompt.ts'

export interface TryoutDependencies {
  workspace: ReadableWorkspace
  generators: Generators
  texts: CatalogueEncoder
  pictures: CataloguePictures
}

export interface Tried {
  questions: TryoutQuestion[]
  answered: StepProvenance[]
  outcome: TryoutOutcome
}

/** Thrown in the place of another turn: one step a call is enough. */
class StepDone extends Error {}

/**
 * Asks the generator's next step about an item, and measures the negative where there is one. What is foreseen to fail is
 * an outcome; nothing is stored.
 *
 * @throws the signal's reason, once it is aborted
 */
export async function askNextStep(
  dependencies: TryoutDependencies,
  positive: Positive,
  item: GenerationItem,
  shown: Shown,
  { generator: name, settings, seed, drafts, answered }: TryoutRequest,
  signal: AbortSignal,
): Promise<Tried> {
  const { workspace, generators } = dependencies
  const questions: TryoutQuestion[] = []
  const kept: StepProvenance[] = []
  const request: GenerationRequest = {
    seed,
    hint: null,
    signal,
    ...shown,
    turns: {
      async take() {
        if (kept.length > 0) throw new StepDone()
        return () => {}
      },
    },
    memory: {
      read: (step) => answered.find((answer) => answer.step === step) ?? null,
      keep: (answer) => kept.push(answer),
    },
    onlooker: {
      drafts,
      onAnswer(step, question, answer, violation) {
        questions.push({
          ...promptOf(step, question),
          complaint: question.complaint?.message ?? null,
          answer: answer.content,
          violation,
          promptTokens: answer.promptTokens,
          answerTokens: answer.answerTokens,
          milliseconds: answer.milliseconds,
        })
      },
    },
  }
  const outcome = await attempt(async () => {
    const options = generators.freeze(name, settings, readSettings(workspace.database))
    const generator = generators.create(options, positive.dataset)
    await generator.prepare(signal)
    return measured(dependencies, positive, await generator.propose(item, request), signal)
  })
  signal.throwIfAborted()
  return { questions, answered: kept, outcome }
}

async function attempt(work: () => Promise<TryoutNegative>): Promise<TryoutOutcome> {
  try {
    return { state: 'made', made: await work() }
  } catch (error) {
    if (error instanceof StepDone) return { state: 'answered' }
    if (!(error instanceof ExpectedError)) throw error
    return { state: 'failed', message: error.message, retry: error.retry ?? null }
  }
}

/** With the metrics and flags that a job would have stored. */
async function measured(
  { workspace, texts, pictures }: TryoutDependencies,
  item: Positive,
  generation: Generation,
  signal: AbortSignal,
): Promise<TryoutNegative> {
  const { encoder, settings, vectors } = await unlessAborted(texts(item.dataset), signal)
  const space = await unlessAborted(visualSpace({ texts, pictures }, item.dataset, settings), signal)
  const qualityMetrics = await measure(item, generation, {
    encoder,
    texts: vectors,
    joint: space.joint ? { space, position: item.position } : null,
    liked: readCoInteractedItems(workspace.database, item.id),
  })
  return {
    positive: { text: itemText(item), visual: generation.visualPositive },
    negative: generation.negative,
    flags: mergeFlags(
      generation.flags,
      flagsOfVocabulary(workspace.database, item, generation.negative.attributes),
      flagsOfQuality(qualityMetrics),
    ),
    qualityMetrics,
  }
}
