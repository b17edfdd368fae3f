import { drawPicture } from '#main/catalogue/sample/picture.ts'
import { SAMPLE_RECIPE } from '#main/catalogue/sample/recipe.ts'
import { type SampleWorld, sampleWorld } from '#main/catalogue/sample/sample-world.ts'
import { fitHashedTextEncoder } from '#main/encoders/hashed-text-encoder.ts'
import { pictureFeatures } from '#main/encoders/picture-features.ts'
import { itemText } from '#shared/item-text.ts'
import type { WorldInstance } from '#shared/worlds/world-instance.ts'
import type { Features, Matrix } from '#trainer/data/features.ts'
import type { TrainingInput } from '#trainer/files/run-input.ts'

/** A world as a run's folder holds it, without negatives and configuration. */
export type WorldData = Omit<TrainingInput, 'config' | 'negatives'>

/** The interactions of a world by its own split, with the vectors of its items' texts and pictures. */
export async function worldData(instance: WorldInstance): Promise<WorldData> {
  const world = sampleWorld(instance)
  const features: Features = { item_text: await textVectors(world), item_image: await pictureVectors(world) }
  const pairs = (split: string) =>
    Int32Array.from(
      world.shoppers.flatMap(({ choices }) =>
        choices.filter((choice) => choice.split === split).flatMap(({ shopper, item }) => [shopper, item]),
      ),
    )
  return {
    users: world.shoppers.length,
    items: world.items.length,
    training: pairs('train'),
    validation: pairs('validation'),
    test: pairs('test'),
    features,
  }
}

async function textVectors({ items }: SampleWorld): Promise<Matrix> {
  const texts = items.map(itemText)
  const { dimensions, encode } = await fitHashedTextEncoder(texts)
  return { rows: items.length, cols: dimensions, values: await encode(texts) }
}

async function pictureVectors({ items }: SampleWorld): Promise<Matrix> {
  const vectors: Float32Array[] = []
  for (const item of items)
    vectors.push((await pictureFeatures(await drawPicture(item, SAMPLE_RECIPE))).vector)
  const cols = vectors[0]?.length ?? 0
  return { rows: items.length, cols, values: Float32Array.from(vectors.flatMap((vector) => [...vector])) }
}
