import { unlessAborted } from '#main/encoders/unless-aborted.ts'
import type { GenerationItem } from '#main/generators/generator.ts'
import { chooseExamples } from '#main/proposals/examples/choose-examples.ts'
import type { AcceptedExample } from '#main/proposals/templates/examples.ts'
import { type Positive, readPositive } from '#main/store/item-repository.ts'
import type { ItemId } from '#shared/contract/ids.ts'
import type { Service } from '#shared/contract/service.ts'
import type { TryoutRequest } from '#shared/contract/tryouts.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { exampleSettings } from '#shared/generators/example-settings.ts'
import { askNextStep, type TryoutDependencies } from './ask-next-step.ts'
import { nextPrompt } from './next-prompt.ts'

/** The contract's section `tryouts`. */
export function createTryoutsService(dependencies: TryoutDependencies) {
  const { workspace, texts } = dependencies
  const { database, paths } = workspace

  function existing(id: ItemId): Positive {
    const item = readPositive(database, id)
    if (item === undefined) throw new ExpectedError('NOT_FOUND', 'This item does not exist any more.')
    return item
  }

  /** As a job that begins now would show them. */
  async function examplesFor(
    item: Positive,
    settings: TryoutRequest['settings'],
  ): Promise<AcceptedExample[]> {
    const count = exampleSettings.examples.safeParse(settings.examples).data ?? 0
    if (count === 0) return []
    return chooseExamples(database, item, await texts(item.dataset), { count, before: Date.now() })
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
      const examples = await examplesFor(item, request.settings)
      return nextPrompt(database, asGenerated(item), examples, request)
    },
    async ask(request, { signal = new AbortController().signal }) {
      const item = existing(request.item)
      const examples = await unlessAborted(examplesFor(item, request.settings), signal)
      return askNextStep(dependencies, item, asGenerated(item), examples, request, signal)
    },
  } satisfies Service<'tryouts'>
}
