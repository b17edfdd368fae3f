import { type GenerationItem, ItemFailure, JobFailure } from '#main/generators/generator.ts'
import { pictureForModel } from '#main/model-servers/pictures.ts'
import { WITHOUT_SIGHT } from '#main/model-servers/sight.ts'
import type { StrategyContext } from './strategy.ts'

/**
 * The item's picture as a model gets it; null where there is none, or where the job does not look at pictures.
 *
 * @throws JobFailure when the model is known not to see; ItemFailure when the picture cannot be read
 */
export async function pictureFor(
  { pictures, server }: StrategyContext,
  { image }: GenerationItem,
): Promise<Uint8Array | null> {
  if (!pictures || image === null) return null
  if (server.sees === false) {
    throw new JobFailure('BAD_INPUT', `"${server.model}" cannot see pictures.`, { retry: WITHOUT_SIGHT })
  }
  try {
    return await pictureForModel(image.path)
  } catch (error) {
    throw new ItemFailure('BAD_INPUT', `The item's picture cannot be read: ${String(error)}`, {
      cause: error,
    })
  }
}
