import { oc } from '@orpc/contract'
import { z } from 'zod'
import { commonErrors } from './errors.ts'
import { Annotator, DatasetId } from './ids.ts'

const base = oc.errors(commonErrors)

/** How a curator did on audits: those that they rejected or edited are caught, those that they accepted are missed. */
export const AuditCatches = z.object({
  caught: z.int(),
  missed: z.int(),
  /** caught / (caught + missed); null before the first of them. */
  rate: z.number().nullable(),
  /** 95 % interval of the rate (Clopper and Pearson); null without a rate. */
  interval: z.object({ low: z.number(), high: z.number() }).nullable(),
})
export type AuditCatches = z.infer<typeof AuditCatches>

/** How long items were on screen before they were decided, one by one. */
export const ItemTimes = z.object({
  /** Decisions of which it is known. */
  known: z.int(),
  /** Milliseconds; null where none is known. */
  median: z.number().nullable(),
  /** Seconds [from, to); the last one has no end. */
  bins: z.array(z.object({ from: z.number(), to: z.number().nullable(), count: z.int() })),
})
export type ItemTimes = z.infer<typeof ItemTimes>

/** What one person did in a data set. */
export const CuratorFigures = z.object({
  annotator: Annotator,
  /** Decisions of theirs that stand. */
  decisions: z.int(),
  /** Decisions one by one in an hour at work: pauses over five minutes are left out. Null while there is too little to tell. */
  hourlyRate: z.number().nullable(),
  itemTimes: ItemTimes,
  /** (accepted + edited) / (accepted + edited + rejected); null before the first of them. */
  acceptanceRate: z.number().nullable(),
  /** The same of all others together. */
  othersAcceptanceRate: z.number().nullable(),
  /** edited / (accepted + edited); null before the first of them. */
  editRate: z.number().nullable(),
  /** Null where it is not for the person who asks: figures that move with each decision would tell which were audits. */
  audits: AuditCatches.nullable(),
})
export type CuratorFigures = z.infer<typeof CuratorFigures>

/** Of the newest acceptances in a row, how many came before the changed words can have been read. */
export const ReadingPace = z.object({
  accepted: z.int(),
  faster: z.int(),
  /** Whether that is worth a word to the person. */
  notable: z.boolean(),
})
export type ReadingPace = z.infer<typeof ReadingPace>

export const curators = {
  /** Of everybody who decided something, in alphabetical order; audits count as audits alone. */
  figures: base.input(z.object({ dataset: DatasetId })).output(z.array(CuratorFigures)),
  /** The person's own; null before their first decision. Audits count as all else, and nothing says which they were. */
  own: base.input(z.object({ dataset: DatasetId, annotator: Annotator })).output(CuratorFigures.nullable()),
  pace: base.input(z.object({ dataset: DatasetId, annotator: Annotator })).output(ReadingPace),
}
