import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestStudio, type TestStudio } from './testing/workspace.ts'

const repository = fileURLToPath(new URL('../../../', import.meta.url))
const movies = join(repository, '..', 'shared', 'data', 'movies')

let studio: TestStudio
beforeEach(() => {
  studio = openTestStudio()
})
afterEach(() => studio.close())

describe('real data', () => {
  it.skipIf(!existsSync(movies))(
    'movies from CSV, whole [needs ../shared/data/movies]',
    async () => {
      const { dataset, skippedTotal } = await studio.run({
        name: 'Movies',
        format: 'csv',
        items: join(movies, 'items.csv'),
        interactions: join(movies, 'ratings.csv'),
      })
      expect(skippedTotal).toBe(0)
      expect(dataset.counts).toMatchObject({ items: 1849, users: 610, interactions: 56203, images: 1849 })
      const statistics = await studio.catalogue.statistics({ dataset: dataset.id })
      expect(statistics).toMatchObject({ withoutDescription: 209, withoutPicture: 0 })
    },
    60_000,
  )

  it.skipIf(!existsSync(movies))(
    'movies from the MMRec layout, with its split [needs ../shared/data/movies]',
    async () => {
      const { dataset, skippedTotal } = await studio.run({
        name: 'Movies',
        format: 'mmrec',
        interactions: join(movies, 'mmrec'),
      })
      expect(skippedTotal).toBe(0)
      expect(dataset.counts).toEqual({
        items: 1849,
        users: 597,
        interactions: 56166,
        images: 0,
        train: 45440,
        validation: 5363,
        test: 5363,
      })
    },
    60_000,
  )
})
