import { isDatasetNameTaken, readDatasets } from '#main/store/dataset-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { Publish } from '#shared/contract/system.ts'
import { refuseTakenName } from '../import/import-dataset.ts'
import { planDataset } from '../import/plan.ts'
import { throttledProgress } from '../import/throttled-progress.ts'
import { writeDataset } from '../import/write-dataset.ts'
import type { MediaStore } from '../media/media-store.ts'
import { seededRandom } from '../random.ts'
import { type InteractionLog, NO_SPLIT } from '../readers/interactions.ts'
import type { ItemDraft } from '../readers/items.ts'
import { SkippedRows } from '../readers/skipped-rows.ts'
import { type SampleItem, sampleItems } from './items.ts'
import { drawPicture } from './picture.ts'
import { type Recipe, SAMPLE_RECIPE } from './recipe.ts'
import { simulateShoppers } from './shoppers.ts'

export interface SampleOptions {
  workspace: Workspace
  media: MediaStore
  publish: Publish
  now: () => number
}

/**
 * Makes the sample shop, by the same way into the store that imports take, or answers with the one that is there.
 *
 * @throws ExpectedError CONFLICT when a data set that is not the sample has its name
 */
export async function createSample(options: SampleOptions, recipe: Recipe = SAMPLE_RECIPE): Promise<Dataset> {
  const { workspace, media, publish, now } = options
  const { name } = recipe
  const found = readDatasets(workspace.database).find((dataset) => dataset.synthetic && dataset.name === name)
  if (found !== undefined) return found
  refuseTakenName(name, isDatasetNameTaken(workspace.database, name))

  const random = seededRandom(recipe.seed)
  const items = sampleItems(recipe, random)
  const log = interactionLog(recipe, items, simulateShoppers(recipe, items, random))
  const skipped = new SkippedRows()
  const progress = throttledProgress(name, publish)
  const splitting = {
    kCore: 1,
    ratios: [0.8, 0.1, 0.1] as [number, number, number],
    seed: recipe.seed,
  }
  const byId = new Map(items.map((item) => [item.externalId, item]))
  const dataset = await writeDataset(
    {
      name,
      synthetic: true,
      options: { recipe },
      itemsFile: name,
      async *items() {
        yield items.map((item, index) => toDraft(item, index, recipe))
      },
      async picture({ externalId }) {
        const item = byId.get(externalId)
        return item === undefined ? null : { bytes: await drawPicture(item, recipe) }
      },
      plan: await planDataset(log, splitting, name, skipped),
    },
    { workspace, media, skipped, progress, now },
  )
  const [problem] = skipped.listed()
  if (problem !== undefined) throw new Error(`the sample shop is unsound: ${problem.reason}`)
  progress('done', dataset.counts.interactions, dataset.counts.interactions)
  publish({ topic: 'dataset', dataset })
  return dataset
}

function toDraft(item: SampleItem, index: number, recipe: Recipe): ItemDraft {
  const { externalId, title, description, category, values } = item
  const names = [...recipe.keyAttributes, ...recipe.nuisanceAttributes]
  return {
    line: index + 1,
    externalId,
    title,
    description,
    category: category.name,
    attributes: names.map((name) => ({ name, values: [values[name]] })),
    image: null,
  }
}

function interactionLog(
  recipe: Recipe,
  items: readonly SampleItem[],
  choices: ReturnType<typeof simulateShoppers>,
): InteractionLog {
  return {
    users: Array.from({ length: recipe.shoppers.count }, (_, shopper) => `shopper-${shopper + 1}`),
    items: items.map((item) => item.externalId),
    count: choices.length,
    user: Int32Array.from(choices, (choice) => choice.shopper),
    item: Int32Array.from(choices, (choice) => choice.item),
    rating: new Float64Array(choices.length).fill(Number.NaN),
    timestamp: Float64Array.from(choices, (choice) => choice.timestamp),
    split: new Uint8Array(choices.length).fill(NO_SPLIT),
    line: Uint32Array.from(choices, (_, index) => index + 1),
    hasRatings: false,
    hasSplit: false,
  }
}
