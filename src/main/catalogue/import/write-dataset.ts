import { setImmediate } from 'node:timers/promises'
import PQueue from 'p-queue'
import type { Database } from '#main/store/database.ts'
import { finishDataset, insertUnfinishedDataset } from '#main/store/dataset-repository.ts'
import {
  appendInteractions,
  appendInteractionsOfItems,
  insertUser,
  type NewInteraction,
  SPLITS,
} from '#main/store/interaction-repository.ts'
import { insertItems, type NewItem } from '#main/store/item-repository.ts'
import { insertMedia, type Media } from '#main/store/media-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { Dataset, DatasetCounts } from '#shared/contract/catalogue.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { MediaPins, MediaStore, PictureSource } from '../media/media-store.ts'
import type { ItemDraft } from '../readers/items.ts'
import type { SkippedRows } from '../readers/skipped-rows.ts'
import { removeDatasetRows } from '../remove-dataset.ts'
import { rowsByKey } from './by-key.ts'
import type { DatasetPlan } from './plan.ts'
import type { ReportProgress } from './throttled-progress.ts'

/** Short enough for a decision in between not to be felt. */
const ROWS_AT_ONCE = 4000
const ITEMS_AT_ONCE = 500
const PICTURES_AT_ONCE = 4

export interface DatasetSource {
  name: string
  synthetic: boolean
  /** Kept with the data set, as what it was made from. */
  options: unknown
  /** File that skipped rows of items name. */
  itemsFile: string
  /** All items of the catalogue in order, in batches; those that do not survive are left out here. */
  items(): AsyncIterable<readonly ItemDraft[]>
  picture(item: ItemDraft): Promise<PictureSource | { reason: string } | null>
  plan: DatasetPlan
}

export interface WriteContext {
  workspace: Workspace
  media: MediaStore
  skipped: SkippedRows
  progress: ReportProgress
  now(): number
  /** Ends the writing, with its reason. */
  signal?: AbortSignal | undefined
  /** Called with the item drafts' external ids by position, before the data set shows. */
  beforeReady?(dataset: DatasetId, externalIds: readonly string[]): Promise<void>
}

/**
 * Writes a data set in many short transactions; nobody sees it before the last one, which alone waits for the disk. What was
 * written is removed where anything fails.
 */
export async function writeDataset(source: DatasetSource, context: WriteContext): Promise<Dataset> {
  const { database } = context.workspace
  using pins = context.media.pin()
  const dataset = insertUnfinishedDataset(database, {
    name: source.name,
    synthetic: source.synthetic,
    options: source.options,
    createdAt: context.now(),
  })
  try {
    const items = await writeItems(dataset, source, context, pins)
    const counts = await writeInteractions(database, dataset, source.plan, items.idOf, context)
    await context.beforeReady?.(dataset, items.externalIds)
    context.signal?.throwIfAborted()
    return finishDataset(database, dataset, {
      ...counts,
      items: items.externalIds.length,
      images: items.images,
    })
  } catch (error) {
    await removeDatasetRows(context.workspace, dataset)
    const written = [...pins.hashes]
    pins[Symbol.dispose]()
    await context.media.sweep(written)
    await context.media.removeUnrecorded(written)
    throw error
  }
}

interface WrittenItems {
  /** Row id by the log's item number; 0 where the item was left out. */
  idOf: Float64Array
  /** By position. */
  externalIds: string[]
  images: number
}

async function writeItems(
  dataset: DatasetId,
  source: DatasetSource,
  context: WriteContext,
  pins: MediaPins,
): Promise<WrittenItems> {
  const { database } = context.workspace
  const { log, itemInteractions, keepsLonelyItems } = source.plan
  const total = log.items.length
  const idOf = new Float64Array(total)
  const externalIds: string[] = []
  let images = 0
  let number = 0
  for await (const batch of source.items()) {
    const survivors: { draft: ItemDraft; number: number; interactions: number }[] = []
    for (const draft of batch) {
      const interactions = itemInteractions[number] ?? 0
      if (keepsLonelyItems || interactions > 0) survivors.push({ draft, number, interactions })
      number++
    }
    for (let from = 0; from < survivors.length; from += ITEMS_AT_ONCE) {
      const part = survivors.slice(from, from + ITEMS_AT_ONCE)
      const pictures = await addPictures(
        part.map(({ draft }) => draft),
        source,
        context,
        pins,
      )
      database.unsyncedTransaction(() => {
        const newItems = part.map(({ draft, interactions }, index): NewItem => {
          const picture = pictures[index] ?? null
          if (picture !== null) {
            insertMedia(database, picture)
            images++
          }
          const position = externalIds.push(draft.externalId) - 1
          return { ...toNewItem(draft), position, interactions, image: picture?.hash ?? null }
        })
        for (const [index, id] of insertItems(database, dataset, newItems).entries()) {
          idOf[part[index]?.number ?? 0] = id
        }
      })
      context.progress(images > 0 ? 'copying pictures' : 'writing', number, total)
      await othersTurn(context)
    }
  }
  return { idOf, externalIds, images }
}

function toNewItem(
  draft: ItemDraft,
): Pick<NewItem, 'externalId' | 'title' | 'description' | 'category' | 'attributes'> {
  const { externalId, title, description, category, attributes } = draft
  return { externalId, title, description, category, attributes }
}

async function addPictures(
  drafts: readonly ItemDraft[],
  source: DatasetSource,
  context: WriteContext,
  pins: MediaPins,
): Promise<(Media | null)[]> {
  const queue = new PQueue({ concurrency: PICTURES_AT_ONCE })
  const results = await queue.addAll(
    drafts.map((draft) => async (): Promise<Media | { reason: string } | null> => {
      const found = await source.picture(draft)
      if (found === null || 'reason' in found) return found
      try {
        return await context.media.add(found, pins)
      } catch (error) {
        if (!(error instanceof ExpectedError)) throw error
        const name = 'path' in found ? found.path : 'of this item'
        return { reason: `the picture ${name} was left out: ${error.message}` }
      }
    }),
  )
  return results.map((result, index) => {
    if (result === null || !('reason' in result)) return result
    context.skipped.add(source.itemsFile, drafts[index]?.line ?? 1, result.reason)
    return null
  })
}

async function writeInteractions(
  database: Database,
  dataset: DatasetId,
  plan: DatasetPlan,
  itemIds: Float64Array,
  context: WriteContext,
): Promise<Omit<DatasetCounts, 'items' | 'images'>> {
  const { log, splits } = plan
  const counts = { users: 0, interactions: 0, train: 0, validation: 0, test: 0 }
  const userIds = await writeUsers(database, dataset, plan, context)
  const byUser = rowsByKey(plan.rows, log.user, log.users.length).rows
  const byItem = rowsByKey(byUser, log.item, log.items.length).rows
  const interaction = (row: number): NewInteraction => ({
    user: userIds[log.user[row] ?? 0] ?? 0,
    item: itemIds[log.item[row] ?? 0] ?? 0,
    rating: orNull(log.rating[row]),
    timestamp: orNull(log.timestamp[row]),
    split: splits[row] ?? 0,
  })
  const write = async (rows: Int32Array, before: number, append: typeof appendInteractions) => {
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      const part = Array.from(rows.subarray(from, from + ROWS_AT_ONCE), interaction)
      database.unsyncedTransaction(() => append(database, part))
      context.progress('writing', before + from + part.length, 2 * rows.length)
      await othersTurn(context)
    }
  }
  await write(byUser, 0, appendInteractions)
  await write(byItem, byUser.length, appendInteractionsOfItems)
  for (const row of plan.rows) {
    const name = SPLITS[splits[row] ?? 0]
    if (name !== undefined) counts[name]++
  }
  counts.interactions = plan.rows.length
  counts.users = userIds.filter((id) => id !== 0).length
  return counts
}

/** Users with interactions, in order of appearance; row ids by the log's user number, 0 where one was left out. */
async function writeUsers(
  database: Database,
  dataset: DatasetId,
  plan: DatasetPlan,
  context: WriteContext,
): Promise<Float64Array> {
  const { log } = plan
  const ids = new Float64Array(log.users.length)
  const present = new Uint8Array(log.users.length)
  for (const row of plan.rows) present[log.user[row] ?? 0] = 1
  let position = 0
  for (let from = 0; from < log.users.length; from += ROWS_AT_ONCE) {
    database.unsyncedTransaction(() => {
      const to = Math.min(from + ROWS_AT_ONCE, log.users.length)
      for (let user = from; user < to; user++) {
        if (present[user] === 0) continue
        ids[user] = insertUser(database, dataset, { position, externalId: log.users[user] ?? '' })
        position++
      }
    })
    await othersTurn(context)
  }
  return ids
}

/** Between two transactions: decisions are made, and somebody may have cancelled the import. */
async function othersTurn({ signal }: WriteContext): Promise<void> {
  await setImmediate()
  signal?.throwIfAborted()
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}
