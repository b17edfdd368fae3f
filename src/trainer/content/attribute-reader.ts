import { Matrix as Float64Matrix } from 'ml-matrix'
import { chosenRows, type Matrix } from '../data/features.ts'
import { stacked } from './centred.ts'
import { compete } from './competing-values.ts'
import { allTexts, type KnownValues, knownValues, type LabelledTexts } from './labelled-texts.ts'
import { ridgeRegression } from './ridge-regression.ts'
import { valueColumns } from './value-columns.ts'

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
  const { labels } = texts
  const labelled = allTexts(texts)
  const all = stacked([labelled, items])
  const learn = ridgeRegression(labelled, ridge)
  const learnAgain = selfTraining === 0 ? null : ridgeRegression(all, ridge)
  const columns = valueColumns(labels)
  const read = new Float32Array(items.rows * columns.count)
  // One attribute after the other: but for the texts they have nothing in common, and all at once take much memory.
  for (const [attribute, own] of columns.ofAttribute) {
    const known = knownValues(texts, columns, attribute)
    const others = Int32Array.from(range(all.rows).filter((row) => !known.rows.has(row)))
    const unlabelled = learnAgain === null ? items : chosenRows(all, others)
    let predict = learn(known.values)
    for (let round = 0; learnAgain !== null && round < selfTraining; round++) {
      predict = learnAgain(withRead(known, all.rows, compete(predict(unlabelled)), others))
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

/**
 * What is known, and what is read of the other texts.
 * @param rows how many texts there are
 * @param read of the texts in `others`
 */
function withRead(
  { values, rows: known }: KnownValues,
  rows: number,
  read: Float64Matrix,
  others: Int32Array,
): Float64Matrix {
  const all = Float64Matrix.zeros(rows, values.columns)
  for (const row of known) all.setRow(row, values.getRow(row))
  others.forEach((row, at) => {
    all.setRow(row, read.getRow(at))
  })
  return all
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at)
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
