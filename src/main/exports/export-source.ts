import { readFile } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import type { CatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import {
  type InteractionPair,
  readInteractionPairs,
  readUserIds,
} from '#main/store/interaction-repository.ts'
import { readItemIds, readItemPicture } from '#main/store/item-repository.ts'
import { readMedia } from '#main/store/media-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'

/** What a format can ask for beside the records. */
export interface ExportSource {
  /** The picture of an item as it was imported; null where it has none. */
  picture(itemId: string): Promise<{ name: string; bytes: Uint8Array } | null>
  /** By position: their rows in matrices. */
  itemIds(): readonly string[]
  userIds(): readonly string[]
  /** By the positions of users, in pages. */
  interactions(): AsyncIterable<readonly InteractionPair[]>
  /** The items' texts as vectors, row-major [items, dimensions], and the encoder for further texts. */
  texts(): Promise<{
    vectors: Float32Array
    dimensions: number
    /** Row-major [texts, dimensions]. */
    encode(texts: readonly string[]): Float32Array | Promise<Float32Array>
  }>
}

/** Between pages the engine answers its windows. */
const USERS_PER_PAGE = 1000

export function exportSource(
  { database, paths }: ReadableWorkspace,
  texts: CatalogueEncoder,
  dataset: DatasetId,
): ExportSource {
  const userIds = () => readUserIds(database, dataset)
  return {
    async picture(itemId) {
      const hash = readItemPicture(database, dataset, itemId)
      const media = hash === null ? undefined : readMedia(database, hash)
      if (media === undefined) return null
      return { name: `${media.hash}.${media.format}`, bytes: await readFile(paths.media(media.hash)) }
    },
    itemIds: () => [...readItemIds(database, dataset).keys()],
    userIds,
    async *interactions() {
      const users = userIds().length
      for (let fromUser = 0; fromUser < users; fromUser += USERS_PER_PAGE) {
        yield readInteractionPairs(database, { dataset, fromUser, toUser: fromUser + USERS_PER_PAGE })
        await setImmediate()
      }
    },
    async texts() {
      const { encoder, vectors } = await texts(dataset)
      return { vectors, dimensions: encoder.dimensions, encode: (wanted) => encoder.encode(wanted) }
    },
  }
}
