import { Matrix as Float64Matrix } from 'ml-matrix'
import type { AttributeLabels } from '#shared/training/attribute-labels.ts'
import type { Matrix } from '../data/features.ts'
import { stacked } from './centred.ts'
import type { ValueColumns } from './value-columns.ts'

/** Texts whose attribute values are known: those of items, and those of their negatives. */
export interface LabelledTexts {
  readonly labels: AttributeLabels
  /** A row for each negative: of its item. */
  readonly positive: Matrix
  /** A row for each negative; null to learn from the items' texts alone. */
  readonly negative: Matrix | null
}

/** The items' texts, then those of their negatives. */
export function allTexts({ positive, negative }: LabelledTexts): Matrix {
  return stacked(negative === null ? [positive] : [positive, negative])
}

export interface KnownValues {
  /** 1 where a text is known to have a value: [labelled texts, values of the attribute] */
  readonly values: Float64Matrix
  /** The texts of which one is known. */
  readonly rows: ReadonlySet<number>
}

/** What the labels say of one attribute, by the rows of `allTexts`. */
export function knownValues(
  { labels: { negatives }, negative }: LabelledTexts,
  columns: ValueColumns,
  attribute: number,
): KnownValues {
  const sides = negative === null ? (['from'] as const) : (['from', 'to'] as const)
  const own = columns.ofAttribute.get(attribute) ?? []
  const placeOf = new Map(own.map((column, place) => [column, place]))
  const values = Float64Matrix.zeros(sides.length * negatives.length, own.length)
  const rows = new Set<number>()
  sides.forEach((side, part) => {
    negatives.forEach((changes, at) => {
      for (const change of changes) {
        if (change.attribute !== attribute) continue
        const place = placeOf.get(columns.of(attribute, change[side]) ?? -1)
        if (place === undefined) continue
        const row = part * negatives.length + at
        values.set(row, place, 1)
        rows.add(row)
      }
    })
  })
  return { values, rows }
}
