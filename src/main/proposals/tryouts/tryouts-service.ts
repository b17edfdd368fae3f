import { unlessAborted } from '#main/encoders/unless-aborted.ts'
import type { GenerationItem } from '#main/generators/generator.ts'
import { adviceOf } from '#main/proposals/advice/suggest-advice.ts'
import { chooseExamples } from '#main/proposals/examples/choose-examples.ts'
import { type Positive, readPositive } from '#main/store/item-repository.ts'
import type { ItemId } from '#shared/contract/ids.ts'
import type { Service } from '#shared/contract/service.ts'
import type { TryoutRequest } from '#shared/contract/tryouts.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { exampleSettings } from '#shared/generators/example-settings.ts'
import { askNextStep, type TryoutDependencies } from './ask-next-step.ts'
import { nextPrompt, type Shown } from './next-prompt.ts'

/** The contract's section `tryouts`. */
export function createTryoutsService(dependencies: TryoutDependencies) {
  const { workspace, texts } = dependencies
  const { database, paths } = workspace

  function existing(id: ItemId): Positive {
    const item = readPositive(database, id)
    if (item === undefined) throw new ExpectedError('NOT_FOUND', 'This item does not exist any more.')
    return item
  }

  /** As a job that begins now would show it. */
  async function shownWith(item: Positive, { settings, advice }: TryoutRequest): Promise<Shown> {
    const count = exampleSettings.examples.safeParse(settings.examples).data ?? 0
    const near = { count, before: Date.now() }
    return {
      examples: count === 0 ? [] : chooseExamples(database, item, await texts(item.dataset), near),
      advice: advice ? adviceOf(database, item.dataset).lines : [],
    }
  }

  function asGenerated({ id, title, description, category, attributes, image }: Positive): GenerationItem {
    return {
      id,
      title,
      description,
      category,
      attributes,
      image: image && { hash: image, path: paths.media(image) },
    }
  }

  return {
    async prompt(request) {
      const item = existing(request.item)
      return nextPrompt(database, asGenerated(item), await shownWith(item, request), request)
    },
    async ask(request, { signal = new AbortController().signal }) {
      const item = existing(request.item)
      const shown = await unlessAborted(shownWith(item, request), signal)
      return askNextStep(dependencies, item, asGenerated(item), shown, request, signal)
    },
  } satisfies Service<'tryouts'>
}
