import type { AttributeLabels } from '#shared/training/attribute-labels.ts'

/** A column for each value of each attribute that the labels name, in the order in which they first occur. */
export interface ValueColumns {
  readonly count: number
  /** By attribute, ascending. */
  readonly ofAttribute: ReadonlyMap<number, readonly number[]>
  of(attribute: number, value: string): number | undefined
}

export function valueColumns({ negatives }: AttributeLabels): ValueColumns {
  const numbers = new Map<string, number>()
  const ofAttribute = new Map<number, number[]>()
  const key = (attribute: number, value: string) => `${attribute} ${value}`
  for (const { attribute, from, to } of negatives.flat()) {
    for (const value of [from, to]) {
      if (numbers.has(key(attribute, value))) continue
      const columns = ofAttribute.get(attribute) ?? []
      columns.push(numbers.size)
      ofAttribute.set(attribute, columns)
      numbers.set(key(attribute, value), numbers.size)
    }
  }
  return {
    count: numbers.size,
    ofAttribute,
    of: (attribute, value) => numbers.get(key(attribute, value)),
  }
}
