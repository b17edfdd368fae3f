import type { SampleItem } from '#main/catalogue/sample/items.ts'
import { drawPicture } from '#main/catalogue/sample/picture.ts'
import { SAMPLE_RECIPE } from '#main/catalogue/sample/recipe.ts'
import { sampleWorld } from '#main/catalogue/sample/sample-world.ts'
import { textEncoder } from '#main/encoders/encoders.ts'
import { pictureFeatures } from '#main/encoders/picture-features.ts'
import { DEFAULT_TEXT_ENCODER } from '#shared/encoders/text-encoder-settings.ts'
import { itemText } from '#shared/item-text.ts'
import type { TrainConfig } from '#shared/training/config.ts'
import type { FeatureName } from '#shared/training/features.ts'
import { modelTraits } from '#shared/training/models/model-settings.ts'
import type { WorldInstance } from '#shared/worlds/world-instance.ts'
import type { Matrix } from '#trainer/data/features.ts'
import type { TrainingInput } from '#trainer/files/run-input.ts'

/** What a run with a configuration learns from. */
export type WorldInput = (config: TrainConfig) => TrainingInput

/** A sample world in memory: what runs without negatives learn from, as the engine would write it. */
export async function worldInput(instance: WorldInstance): Promise<WorldInput> {
  const { items, shoppers } = sampleWorld(instance)
  const choices = shoppers.flatMap((shopper) => shopper.choices)
  const pairs = (split: (typeof choices)[number]['split']) =>
    Int32Array.from(
      choices.filter((choice) => choice.split === split).flatMap(({ shopper, item }) => [shopper, item]),
    )
  const splits = { training: pairs('train'), validation: pairs('validation'), test: pairs('test') }
  const matrices: Partial<Record<FeatureName, Matrix>> = {
    item_text: await encodedTexts(items),
    item_image: await encodedPictures(items),
  }
  return (config) => ({
    config,
    users: shoppers.length,
    items: items.length,
    ...splits,
    negatives: null,
    features: Object.fromEntries(
      modelTraits(config.model).needs.features.map((name) => [name, matrices[name]]),
    ),
  })
}

async function encodedTexts(items: readonly SampleItem[]): Promise<Matrix> {
  const texts = items.map(itemText)
  const encoder = await textEncoder(DEFAULT_TEXT_ENCODER)(asStream(texts))
  return { rows: items.length, cols: encoder.dimensions, values: await encoder.encode(texts) }
}

async function* asStream(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts
}

async function encodedPictures(items: readonly SampleItem[]): Promise<Matrix> {
  const vectors: Float32Array[] = []
  for (const item of items) {
    vectors.push((await pictureFeatures(await drawPicture(item, SAMPLE_RECIPE))).vector)
  }
  const cols = vectors[0]?.length ?? 0
  const values = new Float32Array(items.length * cols)
  vectors.forEach((vector, row) => {
    values.set(vector, row * cols)
  })
  return { rows: items.length, cols, values }
}
