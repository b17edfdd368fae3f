import { oc } from '@orpc/contract'
import { z } from 'zod'
import { commonErrors } from './errors.ts'
import { DatasetId } from './ids.ts'

const base = oc.errors(commonErrors)

/** A line of advice to a model. */
export const AdviceLine = z.string().trim().min(1).max(300)

/** What a line is drawn from. */
export const AdviceSource = z.enum(['reason', 'note', 'put-back', 'rejected-alone', 'nuisance'])
export type AdviceSource = z.infer<typeof AdviceSource>

export const AdviceSuggestion = z.object({
  line: z.string(),
  source: AdviceSource,
  /** What was counted; null for a nuisance, which a person decided on. */
  seen: z
    .object({
      /** Rejections with this reason or note, edits that put it back, or rejected negatives that change it alone. */
      count: z.int(),
      /** All rejections, edits of negatives that change it, or decided negatives that change it alone. */
      of: z.int(),
    })
    .nullable(),
})
export type AdviceSuggestion = z.infer<typeof AdviceSuggestion>

export const Advice = z.object({
  /** What the prompts of a job say: as a person put it, or else as it is suggested. */
  lines: z.array(z.string()),
  edited: z.boolean(),
  /** The most frequent first. */
  suggestions: z.array(AdviceSuggestion),
})
export type Advice = z.infer<typeof Advice>

/** What curators reject, as a data set's advice to the model. */
export const advice = {
  get: base.input(z.object({ dataset: DatasetId })).output(Advice),
  /** Null lets what is suggested hold again. Jobs that run keep what they began with. */
  save: base
    .input(z.object({ dataset: DatasetId, lines: z.array(AdviceLine).max(12).nullable() }))
    .output(Advice),
}
