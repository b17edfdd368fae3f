import type { RunEpoch } from '#shared/contract/runs.ts'

/** What a curve can show of an epoch. */
export const CURVES = [
  { key: 'loss', label: 'Training loss' },
  { key: 'recall@20', label: 'Validation Recall@20' },
  { key: 'ndcg@20', label: 'Validation NDCG@20' },
] as const
export type CurveKey = (typeof CURVES)[number]['key']

export interface Curve {
  readonly label: string
  readonly epochs: readonly RunEpoch[]
  readonly bestEpoch: number | null
}

/** Columns over one common axis of epochs; null where a curve has no value. */
export interface AlignedCurves {
  readonly epochs: number[]
  readonly values: (number | null)[][]
}

export function valueAt(epoch: RunEpoch, key: CurveKey): number | null {
  return key === 'loss' ? epoch.loss : (epoch.validation?.[key] ?? null)
}

export function alignCurves(curves: readonly Curve[], key: CurveKey): AlignedCurves {
  const epochs = [...new Set(curves.flatMap((curve) => curve.epochs.map((epoch) => epoch.epoch)))].toSorted(
    (a, b) => a - b,
  )
  const place = new Map(epochs.map((epoch, index) => [epoch, index]))
  const values = curves.map((curve) => {
    const column: (number | null)[] = new Array(epochs.length).fill(null)
    for (const epoch of curve.epochs) {
      const index = place.get(epoch.epoch)
      if (index !== undefined) column[index] = valueAt(epoch, key)
    }
    return column
  })
  return { epochs, values }
}

/** One row per run and epoch, every validation metric a column: what the curves show, and the rest. */
export function curvesTable(curves: readonly Curve[]): {
  header: string[]
  rows: (string | number | null)[][]
} {
  const metrics = [
    ...new Set(
      curves.flatMap((curve) => curve.epochs.flatMap((epoch) => Object.keys(epoch.validation ?? {}))),
    ),
  ]
  const rows = curves.flatMap((curve) =>
    curve.epochs.map((epoch) => [
      curve.label,
      epoch.epoch,
      epoch.loss,
      epoch.seconds,
      epoch.epoch === curve.bestEpoch ? 1 : 0,
      ...metrics.map((metric) => epoch.validation?.[metric] ?? null),
    ]),
  )
  return {
    header: ['run', 'epoch', 'loss', 'seconds', 'best', ...metrics.map((metric) => `validation ${metric}`)],
    rows,
  }
}
