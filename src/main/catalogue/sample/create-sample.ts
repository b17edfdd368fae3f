import { isDeepStrictEqual } from 'node:util'
import { isDatasetNameTaken, readDatasets } from '#main/store/dataset-repository.ts'
import { SPLITS } from '#main/store/interaction-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { Publish } from '#shared/contract/system.ts'
import { DEFAULT_SEED } from '#shared/worlds/seed.ts'
import { type WorldInstance, type WorldSettings, worldDatasetName } from '#shared/worlds/world-instance.ts'
import { refuseTakenName } from '../import/import-dataset.ts'
import { planDataset } from '../import/plan.ts'
import { throttledProgress } from '../import/throttled-progress.ts'
import { writeDataset } from '../import/write-dataset.ts'
import type { MediaStore } from '../media/media-store.ts'
import type { InteractionLog } from '../readers/interactions.ts'
import type { ItemDraft } from '../readers/items.ts'
import { SkippedRows } from '../readers/skipped-rows.ts'
import type { SampleItem } from './items.ts'
import { drawPicture } from './picture.ts'
import { type Recipe, SAMPLE_RECIPE } from './recipe.ts'
import { type SampleWorld, sampleWorld } from './sample-world.ts'
import { shopperId } from './world-truth.ts'

export interface SampleOptions {
  workspace: Workspace
  media: MediaStore
  publish: Publish
  now: () => number
}

/** Which world to make: the sample shop with its usual seed and name where nothing is said. */
export interface SampleRequest {
  world?: WorldSettings | undefined
  seed?: number | undefined
  name?: string | undefined
}

/** What is made for a request, and what it is called. */
export function sampleFor({ world = { name: 'shop' }, seed = DEFAULT_SEED, name }: SampleRequest): {
  instance: WorldInstance
  name: string
} {
  const instance = { world, seed }
  return { instance, name: name ?? worldDatasetName(instance) }
}

/**
 * Makes the data set of a sample world, by the same way into the store that imports take, or answers with the one of this
 * world, seed and name that is there. The workspace keeps the world's name, settings and seed; its truth stays out.
 *
 * @throws ExpectedError CONFLICT when another data set has its name
 */
export async function createSample(
  options: SampleOptions,
  { instance, name }: ReturnType<typeof sampleFor>,
): Promise<Dataset> {
  const { workspace, media, publish, now } = options
  const found = readDatasets(workspace.database).find((dataset) => dataset.name === name)
  if (found !== undefined && isDeepStrictEqual(found.sample, instance)) return found
  refuseTakenName(name, isDatasetNameTaken(workspace.database, name))

  const recipe = SAMPLE_RECIPE
  const world = sampleWorld(instance, recipe)
  const skipped = new SkippedRows()
  const progress = throttledProgress(name, publish)
  const splitting = {
    split: 'column' as const,
    kCore: 1,
    ratios: [1, 0, 0] as [number, number, number],
    seed: instance.seed,
  }
  const byId = new Map(world.items.map((item) => [item.externalId, item]))
  const dataset = await writeDataset(
    {
      name,
      synthetic: true,
      options: { sample: instance },
      itemsFile: name,
      async *items() {
        yield world.items.map((item, index) => toDraft(item, index, recipe))
      },
      async picture({ externalId }) {
        const item = byId.get(externalId)
        return item === undefined ? null : { bytes: await drawPicture(item, recipe) }
      },
      plan: await planDataset(interactionLog(world), splitting, name, skipped),
    },
    { workspace, media, skipped, progress, now },
  )
  const [problem] = skipped.listed()
  if (problem !== undefined) throw new Error(`the sample world is unsound: ${problem.reason}`)
  progress('done', dataset.counts.interactions, dataset.counts.interactions)
  publish({ topic: 'dataset', dataset })
  return dataset
}

function toDraft(item: SampleItem, index: number, recipe: Recipe): ItemDraft {
  const { externalId, title, description, category, values, furtherNuisances } = item
  const names = [...recipe.keyAttributes, ...recipe.nuisanceAttributes]
  const stated = [...names.map((name) => [name, values[name]] as const), ...Object.entries(furtherNuisances)]
  return {
    line: index + 1,
    externalId,
    title,
    description,
    category: category.name,
    attributes: stated.map(([name, value]) => ({ name, values: [value] })),
    image: null,
  }
}

function interactionLog({ items, shoppers }: SampleWorld): InteractionLog {
  const choices = shoppers.flatMap((shopper) => shopper.choices)
  return {
    users: shoppers.map((_, index) => shopperId(index)),
    items: items.map((item) => item.externalId),
    count: choices.length,
    user: Int32Array.from(choices, (choice) => choice.shopper),
    item: Int32Array.from(choices, (choice) => choice.item),
    rating: new Float64Array(choices.length).fill(Number.NaN),
    timestamp: Float64Array.from(choices, (choice) => choice.timestamp),
    split: Uint8Array.from(choices, (choice) => SPLITS.indexOf(choice.split)),
    line: Uint32Array.from(choices, (_, index) => index + 1),
    hasRatings: false,
    hasSplit: true,
  }
}
