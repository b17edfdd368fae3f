/** Encoded negatives of some items, beside the same items' own vectors. */
export interface Negatives {
  /** The items that have one, ascending. Row r of every matrix belongs to `items[r]`. */
  readonly items: Int32Array
  /** The modalities in use. */
  readonly modalities: readonly ModalityFeatures[]
}

export interface ModalityFeatures {
  readonly name: 'text' | 'image'
  readonly positive: Matrix
  readonly negative: Matrix
}

export interface Matrix {
  readonly rows: number
  readonly cols: number
  /** Row after row. */
  readonly values: Float32Array
}
