import { z } from 'zod'
import { Place } from './place.ts'
import { Result, Trial } from './trial.ts'

/** What the process of one place is told, as its only message. */
export const PlaceTask = z.strictObject({
  place: Place,
  /** Of the place's workspace. */
  folder: z.string(),
  rounds: z.int().positive(),
  movies: z.string(),
  trials: z.array(Trial),
})
export type PlaceTask = z.infer<typeof PlaceTask>

/** What it answers: each result as it comes, and what failed. */
export const PlaceMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('prepared'), seconds: z.number() }),
  z.strictObject({ type: z.literal('result'), result: Result }),
  z.strictObject({ type: z.literal('failed'), arm: z.string(), message: z.string() }),
])
export type PlaceMessage = z.infer<typeof PlaceMessage>
