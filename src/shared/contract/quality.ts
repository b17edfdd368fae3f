import { oc } from '@orpc/contract'
import { z } from 'zod'
import { GeneratorKind } from '#shared/generators/generator-options.ts'
import { commonErrors } from './errors.ts'
import { Annotator, DatasetId, SnapshotId } from './ids.ts'
import { ProposalState, QualityMetrics } from './proposals.ts'

const base = oc.errors(commonErrors)

/** The figures of a negative, by the names that they have everywhere. */
export const QualityMetric = z.enum(Object.keys(QualityMetrics.shape) as [keyof QualityMetrics])
export type QualityMetric = keyof QualityMetrics

/** Which negatives: of a generator with a model, in a snapshot, decided by a curator; all of the data set where nothing is said. */
export const QualityFilter = z.object({
  generator: GeneratorKind.optional(),
  model: z.string().optional(),
  snapshot: SnapshotId.optional(),
  annotator: Annotator.optional(),
})
export type QualityFilter = z.infer<typeof QualityFilter>

/** Figures of some negatives, as they were proposed. */
export const QualitySummary = z.object({
  negatives: z.int(),
  states: z.record(ProposalState, z.int()),
  /** (accepted + edited) / (accepted + edited + rejected); null where nobody decided. */
  acceptanceRate: z.number().nullable(),
  /** By metric; null where it is known of none. */
  medians: z.record(QualityMetric, z.number().nullable()),
})
export type QualitySummary = z.infer<typeof QualitySummary>

/** How a metric spreads over some negatives. */
export const QualityDistribution = z.object({
  metric: QualityMetric,
  /** Negatives of which it is known. */
  known: z.int(),
  median: z.number().nullable(),
  /** Bins [from, to) of one width, the last one closed; they cover all values, and 0 to 1 at least. */
  bins: z.array(z.object({ from: z.number(), to: z.number(), count: z.int() })),
})
export type QualityDistribution = z.infer<typeof QualityDistribution>

const Group = <Key extends z.ZodObject>(key: Key) => z.object({ key, summary: QualitySummary })

export const NegativeQuality = z.object({
  selection: QualitySummary,
  distributions: z.array(QualityDistribution),
  /** Each of all negatives of the data set, whatever the filter. */
  generators: z.array(Group(z.object({ generator: GeneratorKind, model: z.string() }))),
  snapshots: z.array(Group(z.object({ snapshot: SnapshotId, name: z.string() }))),
  curators: z.array(Group(z.object({ annotator: Annotator }))),
})
export type NegativeQuality = z.infer<typeof NegativeQuality>

export const quality = {
  /** Negatives are measured as they were proposed; the state of each is the one that stands now. */
  of: base.input(z.object({ dataset: DatasetId, filter: QualityFilter })).output(NegativeQuality),
}
