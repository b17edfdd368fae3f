import type { GenerationItem } from '#main/generators/generator.ts'
import { type Positive, readPositive } from '#main/store/item-repository.ts'
import type { ItemId } from '#shared/contract/ids.ts'
import type { Service } from '#shared/contract/service.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { askNextStep, type TryoutDependencies } from './ask-next-step.ts'
import { nextPrompt } from './next-prompt.ts'

/** The contract's section `tryouts`. */
export function createTryoutsService(dependencies: TryoutDependencies) {
  const { database, paths } = dependencies.workspace

  function existing(id: ItemId): Positive {
    const item = readPositive(database, id)
    if (item === undefined) throw new ExpectedError('NOT_FOUND', 'This item does not exist any more.')
    return item
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
    prompt: (request) => nextPrompt(database, asGenerated(existing(request.item)), request),
    ask(request, { signal = new AbortController().signal }) {
      const item = existing(request.item)
      return askNextStep(dependencies, item, asGenerated(item), request, signal)
    },
  } satisfies Service<'tryouts'>
}
