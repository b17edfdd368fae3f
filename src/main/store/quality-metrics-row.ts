import type { QualityMetrics } from '#shared/contract/proposals.ts'

/** Quality metrics in the columns of a query. */
export interface QualityMetricsRow {
  contrast_text: number | null
  contrast_image: number | null
  balance: number | null
  cohesion: number | null
  hardness: number | null
  false_negative_risk: number | null
  outside_edits: number
}

export function toQualityMetrics(row: QualityMetricsRow): QualityMetrics {
  return {
    contrastText: row.contrast_text,
    contrastImage: row.contrast_image,
    balance: row.balance,
    cohesion: row.cohesion,
    hardness: row.hardness,
    falseNegativeRisk: row.false_negative_risk,
    outsideEdits: row.outside_edits,
  }
}
