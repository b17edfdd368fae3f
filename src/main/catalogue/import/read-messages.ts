import { z } from 'zod'
import { ErrorCode, InputLocation } from '#shared/contract/errors.ts'
import { ImportProgress } from '#shared/contract/imports.ts'
import type { SkippedState } from '../readers/skipped-rows.ts'
import type { ReadDataset } from './read-dataset.ts'

const isObject = (value: unknown) => typeof value === 'object' && value !== null

/** What the thread that reads says. What it read is millions of rows of the same program in the same process: these are not gone through. */
export const ReadMessage = z.discriminatedUnion('type', [
  ImportProgress.omit({ name: true }).extend({ type: z.literal('progress') }),
  z.object({
    type: z.literal('done'),
    read: z.custom<ReadDataset>(isObject),
    skipped: z.custom<SkippedState>(isObject),
  }),
  z.object({
    type: z.literal('refused'),
    code: ErrorCode,
    message: z.string(),
    location: InputLocation.optional(),
    retry: z.string().optional(),
  }),
])
export type ReadMessage = z.infer<typeof ReadMessage>
