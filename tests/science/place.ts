import { z } from 'zod'
import { WorldName } from '#shared/worlds/world-instance.ts'

/** Where arms compete: a sample world of a seed, or the movies, whose truth nobody knows. */
export const Place = z.strictObject({
  world: z.union([WorldName, z.literal('movies')]),
  /** Of the world; of the movies' split. */
  seed: z.int().nonnegative(),
})
export type Place = z.infer<typeof Place>

export const MOVIES: Place = { world: 'movies', seed: 1 }

/** Worlds of these seeds are for choosing settings, and the results of no other seed are looked at for that. */
export const DEVELOPMENT_SEEDS: readonly number[] = [1, 2]

export function placeName({ world, seed }: Place): string {
  return world === 'movies' ? world : `${world}-${seed}`
}
