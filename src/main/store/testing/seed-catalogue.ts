import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { CatalogueAttribute } from '#shared/contract/catalogue.ts'
import type { DatasetId, ItemId, MediaHash } from '#shared/contract/ids.ts'
import { finishDataset, insertUnfinishedDataset } from '../dataset-repository.ts'
import { insertItem } from '../item-repository.ts'
import { insertMedia } from '../media-repository.ts'
import type { Workspace } from '../workspace.ts'

export interface SeedItem {
  title: string
  description?: string
  category?: string
  attributes?: CatalogueAttribute[]
  /** Path of a JPEG. */
  image?: string
}

/** A data set for tests of what reads whole catalogues: texts, attributes, pictures. */
export function seedCatalogue(
  { database, paths }: Workspace,
  name: string,
  seeds: readonly SeedItem[],
): { dataset: DatasetId; items: ItemId[] } {
  return database.transaction(() => {
    const dataset = insertUnfinishedDataset(database, { name, synthetic: false, options: {}, createdAt: 0 })
    const items = seeds.map((seed, position) =>
      insertItem(database, dataset, {
        position,
        externalId: `${name}-${position}`,
        title: seed.title,
        description: seed.description ?? '',
        category: seed.category ?? null,
        attributes: seed.attributes ?? [],
        image: seed.image === undefined ? null : storePicture(seed.image),
        interactions: 0,
      }),
    )
    finishDataset(database, dataset, {
      items: items.length,
      users: 0,
      interactions: 0,
      images: 0,
      train: 0,
      validation: 0,
      test: 0,
    })
    return { dataset, items }
  })

  function storePicture(path: string): MediaHash {
    const bytes = readFileSync(path)
    const hash = createHash('sha256').update(bytes).digest('hex') as MediaHash
    mkdirSync(dirname(paths.media(hash)), { recursive: true })
    copyFileSync(path, paths.media(hash))
    insertMedia(database, { hash, bytes: bytes.length, width: 1, height: 1, format: 'jpeg' })
    return hash
  }
}
