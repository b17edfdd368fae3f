import { CholeskyDecomposition, type Matrix as Float64Matrix } from 'ml-matrix'
import type { AttributeLabels } from '#shared/training/attribute-labels.ts'
import type { Matrix } from '../data/features.ts'
import { centred } from './centred.ts'
import { addToDiagonal, asFloat64, product } from './float64-matrix.ts'

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

/**
 * Learns which content means which attribute value, and reads every item by it: B = (X'X + 0.01 ridge (n / d) I)^-1 X'Y
 * and f_i = x_i B, with X the n labelled texts in d features and Y their values, multi-hot, both centred. Ridge
 * regression on labelled counterfactuals; a value that was changed is told from its context by the pair of texts.
 * @param items [items, d]
 */
export function readAttributes(texts: LabelledTexts, items: Matrix, ridge: number): Readings {
  const { labels, positive, negative } = texts
  const sides = negative === null ? (['from'] as const) : (['from', 'to'] as const)
  const x = stacked(negative === null ? [positive] : [positive, negative])
  const columns = valueColumns(labels)
  const y = new Float32Array(x.rows * columns.count)
  sides.forEach((side, part) => {
    labels.negatives.forEach((changes, row) => {
      for (const change of changes) {
        const column = columns.of(change.attribute, change[side])
        if (column !== undefined) y[(part * positive.rows + row) * columns.count + column] = 1
      }
    })
  })
  const weights = ridgeRegression(x, { rows: x.rows, cols: columns.count, values: y }, ridge)
  const read = product(items, weights)
  const isKey = columns.attributes.map((attribute) => labels.attributes[attribute]?.role === 'key')
  return {
    key: columnsWhere(read, (column) => isKey[column] === true),
    nuisance: columnsWhere(read, (column) => isKey[column] !== true),
  }
}

/** A column for each value that occurs, in the order in which they first occur. */
function valueColumns({ negatives }: AttributeLabels) {
  const numbers = new Map<string, number>()
  const attributes: number[] = []
  const key = (attribute: number, value: string) => `${attribute} ${value}`
  for (const { attribute, from, to } of negatives.flat()) {
    for (const value of [from, to]) {
      if (numbers.has(key(attribute, value))) continue
      numbers.set(key(attribute, value), numbers.size)
      attributes.push(attribute)
    }
  }
  return {
    count: attributes.length,
    /** Of each column. */
    attributes,
    of: (attribute: number, value: string) => numbers.get(key(attribute, value)),
  }
}

/**
 * The ridge regression of centred y on centred x: [features, columns]. Solved for the rows where they are fewer than
 * the features, which is the same (Hoerl & Kennard 1970; the push-through identity).
 */
function ridgeRegression(x: Matrix, y: Matrix, ridge: number): Float64Matrix {
  const [X, Y] = [asFloat64(centred(x)), asFloat64(centred(y))]
  const penalty = (0.01 * ridge * x.rows) / x.cols
  const transposed = X.transpose()
  if (x.rows < x.cols) return transposed.mmul(solved(X.mmul(transposed), penalty, Y))
  return solved(transposed.mmul(X), penalty, transposed.mmul(Y))
}

/** (a + penalty I)^-1 b for a symmetric a without negative eigenvalues. */
function solved(a: Float64Matrix, penalty: number, b: Float64Matrix): Float64Matrix {
  addToDiagonal(a, penalty)
  return new CholeskyDecomposition(a).solve(b)
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

function columnsWhere({ rows, cols, values }: Matrix, taken: (column: number) => boolean): Matrix {
  const columns = Array.from({ length: cols }, (_, column) => column).filter(taken)
  const chosen = new Float32Array(rows * columns.length)
  for (let row = 0; row < rows; row++) {
    columns.forEach((column, place) => {
      chosen[row * columns.length + place] = values[row * cols + column] ?? 0
    })
  }
  return { rows, cols: columns.length, values: chosen }
}
