import { Matrix as Float64Matrix } from 'ml-matrix'
import type { AttributeLabels } from '#shared/training/attribute-labels.ts'
import type { Matrix } from '../data/features.ts'
import { compete } from './competing-values.ts'
import { ridgeRegression } from './ridge-regression.ts'
import { type ValueColumns, valueColumns } from './value-columns.ts'

/** Texts whose attribute values are known: those of items, and those of their negatives. */
export interface LabelledTexts {
  readonly labels: AttributeLabels
  /** A row for each negative: of its item. */
  readonly positive: Matrix
  /** A row for each negative; null to learn from the items' texts alone. */
  readonly negative: Matrix | null
}

/** Vectors of items in the space of attribute values. */
export interface Readings {
  /** [items, values of key attributes] */
  readonly key: Matrix
  /** [items, values of nuisances] */
  readonly nuisance: Matrix
}

export interface ReaderSettings {
  readonly ridge: number
  /** Rounds of self-training; 0 learns from the labelled texts alone. */
  readonly selfTraining: number
}

/**
 * Learns which content means which attribute value, and reads every item by it: ridge regression on the labelled texts, whose y is
 * 1 for the values that a text is known to have. A value that was changed is told from its context by the pair of texts.
 *
 * Self-training (Scudder 1965; with soft labels as in Nigam et al. 2000) then makes use of the texts without labels. In each
 * round the values of an attribute compete for every text (competing-values.ts); what a text is read to have counts as its
 * label, but for attributes whose value is known, and the regression is done again over labelled texts and items. A label names the changed
 * attributes alone: without these rounds all others count as if the text had no value of theirs.
 * @param items [items, d]
 */
export function readAttributes(
  texts: LabelledTexts,
  items: Matrix,
  { ridge, selfTraining }: ReaderSettings,
): Readings {
  const { labels, positive, negative } = texts
  const labelled = stacked(negative === null ? [positive] : [positive, negative])
  const all = stacked([labelled, items])
  const learn = ridgeRegression(labelled, ridge)
  const learnAgain = selfTraining === 0 ? null : ridgeRegression(all, ridge)
  const columns = valueColumns(labels)
  const read = new Float32Array(items.rows * columns.count)
  // One attribute after the other: but for the texts they have nothing in common, and all at once take much memory.
  for (const [attribute, own] of columns.ofAttribute) {
    const known = knownValues(texts, columns, attribute)
    let predict = learn(known.values)
    for (let round = 0; learnAgain !== null && round < selfTraining; round++) {
      predict = learnAgain(withKnown(compete(predict(all)), known))
    }
    const readings = learnAgain === null ? predict(items) : compete(predict(items))
    own.forEach((column, place) => {
      for (let row = 0; row < items.rows; row++) read[row * columns.count + column] = readings.get(row, place)
    })
  }
  const values = { rows: items.rows, cols: columns.count, values: read }
  const ofRole = (role: 'key' | 'nuisance') =>
    [...columns.ofAttribute].flatMap(([attribute, own]) =>
      labels.attributes[attribute]?.role === role ? own : [],
    )
  return { key: chosen(values, ofRole('key')), nuisance: chosen(values, ofRole('nuisance')) }
}

interface KnownValues {
  /** 1 where a text is known to have a value: [labelled texts, values of the attribute] */
  readonly values: Float64Matrix
  /** The texts of which one is known. */
  readonly rows: ReadonlySet<number>
}

/** What the labels say of one attribute. */
function knownValues(
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

/** What is read of all texts, with what is known in its place; the labelled texts come first. */
function withKnown(readings: Float64Matrix, { values, rows }: KnownValues): Float64Matrix {
  for (const row of rows) readings.setRow(row, values.getRow(row))
  return readings
}

function stacked(parts: readonly Matrix[]): Matrix {
  const cols = parts[0]?.cols ?? 0
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const values = new Float32Array(rows * cols)
  let at = 0
  for (const part of parts) {
    values.set(part.values, at)
    at += part.values.length
  }
  return { rows, cols, values }
}

function chosen({ rows, cols, values }: Matrix, unsorted: readonly number[]): Matrix {
  const columns = unsorted.toSorted((a, b) => a - b)
  const taken = new Float32Array(rows * columns.length)
  for (let row = 0; row < rows; row++) {
    columns.forEach((column, place) => {
      taken[row * columns.length + place] = values[row * cols + column] ?? 0
    })
  }
  return { rows, cols: columns.length, values: taken }
}
