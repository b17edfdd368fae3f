import { perDataset } from '#main/encoders/per-dataset.ts'
import { readDataset } from '#main/store/dataset-repository.ts'
import { countItems, walkPositives } from '#main/store/item-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { itemText } from '#shared/item-text.ts'
import { worldChanges } from '#shared/worlds/world-instance.ts'
import { CategoryRoleFinder } from './category-role.ts'
import { Frames } from './frames.ts'
import { Palettes } from './palettes.ts'
import { Vocabulary } from './vocabulary.ts'

/** All that the built-in generator knows: what the catalogue's own items are like. */
export interface CatalogueKnowledge {
  vocabulary: Vocabulary
  frames: Frames
  palettes: Palettes
  /** Of the old values, how many are named wrongly: above 0 in a sample world that asks for it. */
  misnamedShare: number
}

/** Frames of so many texts, spread over the catalogue, hold its common words; those of all would fill memory. */
const FRAMED_TEXTS = 5_000

/** Gathers a data set's knowledge once, and keeps it while the data set is in use. */
export function createCatalogueKnowledge(
  workspace: ReadableWorkspace,
): (dataset: DatasetId) => Promise<CatalogueKnowledge> {
  return perDataset(workspace, async (dataset) => {
    const roles = new CategoryRoleFinder()
    for await (const item of walkPositives(workspace.database, dataset)) roles.add(item)

    const vocabulary = new Vocabulary(roles.role())
    const frames = new Frames()
    const palettes = new Palettes()
    const step = Math.max(1, Math.ceil(countItems(workspace.database, dataset) / FRAMED_TEXTS))
    for await (const item of walkPositives(workspace.database, dataset)) {
      vocabulary.add(item)
      if (item.position % step === 0) frames.add(itemText(item))
      if (item.image !== null) palettes.add(vocabulary.kind(item), workspace.paths.media(item.image))
    }
    const sample = readDataset(workspace.database, dataset)?.sample ?? null
    const misnamedShare = sample === null ? 0 : (worldChanges(sample.world).misnamedShare ?? 0)
    return { vocabulary, frames, palettes, misnamedShare }
  })
}
