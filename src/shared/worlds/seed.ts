import { z } from 'zod'

/** All draws of a world follow from it; 32 bits. */
export const WorldSeed = z
  .int()
  .min(0)
  .max(2 ** 32 - 1)

/** The seed of the sample shop that a first start makes. */
export const DEFAULT_SEED = 1501
