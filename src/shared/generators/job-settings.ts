import { z } from 'zod'

/** The settings that jobs of every generator have. */
export const JobSettings = z.strictObject({
  concurrency: z.int().min(1).max(16).default(1).meta({
    label: 'Concurrency',
    help: "Items in flight; more than a server's OLLAMA_NUM_PARALLEL only queue there.",
  }),
  seed: z.int().nonnegative().default(1).meta({
    label: 'Seed',
    help: 'Another seed gives another negative of the same items; a run learns from all of them.',
  }),
})
export type JobSettings = z.infer<typeof JobSettings>

/** Those that were chosen; what was not has the workspace's setting, or its default. */
export const ChosenJobSettings = z.object({
  concurrency: JobSettings.shape.concurrency.unwrap().optional(),
  seed: JobSettings.shape.seed.unwrap().optional(),
})
export type ChosenJobSettings = z.infer<typeof ChosenJobSettings>
