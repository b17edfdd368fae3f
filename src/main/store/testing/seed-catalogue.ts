import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { CatalogueAttribute } from '#shared/contract/catalogue.ts'
import type { DatasetId, ItemId, MediaHash } from '#shared/contract/ids.ts'
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
    const dataset = database.run(
      `INSERT INTO dataset (name, state, synthetic, created_at, options, counts)
       VALUES (:name, 'ready', 0, 0, '{}', '{}')`,
      { name },
    ).lastId as DatasetId
    const items = seeds.map((seed, position) => {
      const image = seed.image === undefined ? null : storePicture(seed.image)
      const { lastId } = database.run(
        `INSERT INTO item (dataset_id, position, external_id, title, description, category, attributes, image_hash)
         VALUES (:dataset, :position, :external, :title, :description, :category, :attributes, :image)`,
        {
          dataset,
          position,
          external: `${name}-${position}`,
          title: seed.title,
          description: seed.description ?? '',
          category: seed.category ?? null,
          attributes: JSON.stringify(seed.attributes ?? []),
          image,
        },
      )
      return lastId as ItemId
    })
    return { dataset, items }
  })

  function storePicture(path: string): MediaHash {
    const bytes = readFileSync(path)
    const hash = createHash('sha256').update(bytes).digest('hex') as MediaHash
    mkdirSync(dirname(paths.media(hash)), { recursive: true })
    copyFileSync(path, paths.media(hash))
    database.run(
      `INSERT INTO media (hash, bytes, width, height, format) VALUES (:hash, :bytes, 1, 1, 'jpeg')
       ON CONFLICT DO NOTHING`,
      { hash, bytes: bytes.length },
    )
    return hash
  }
}
