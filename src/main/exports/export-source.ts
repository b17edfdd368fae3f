import { readFile } from 'node:fs/promises'
import { readItemPicture } from '#main/store/item-repository.ts'
import { readMedia } from '#main/store/media-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'

/** What a format can ask for beside the records. */
export interface ExportSource {
  /** The picture of an item as it was imported; null where it has none. */
  picture(itemId: string): Promise<{ name: string; bytes: Uint8Array } | null>
}

export function exportSource({ database, paths }: ReadableWorkspace, dataset: DatasetId): ExportSource {
  return {
    async picture(itemId) {
      const hash = readItemPicture(database, dataset, itemId)
      const media = hash === null ? undefined : readMedia(database, hash)
      if (media === undefined) return null
      return { name: `${media.hash}.${media.format}`, bytes: await readFile(paths.media(media.hash)) }
    },
  }
}
