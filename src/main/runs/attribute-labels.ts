import type { TrainingNegative } from '#main/store/snapshot-repository.ts'
import type { AttributeLabels } from '#shared/training/attribute-labels.ts'

type Changes = Pick<TrainingNegative, 'attributes' | 'proposed'>

/**
 * What curated negatives say about attributes. An attribute that was proposed and is not among the changes any more was put
 * back by a curator: its value is the same on both sides. One that curators put back more often than they let it stand
 * is a nuisance.
 */
export function attributeLabels(negatives: readonly Changes[]): AttributeLabels {
  const numbers = new Map<string, number>()
  const votes: number[] = []
  const numberOf = (name: string): number => {
    const key = normalized(name)
    const number = numbers.get(key) ?? numbers.size
    numbers.set(key, number)
    votes[number] ??= 0
    return number
  }
  const rows = negatives.map(({ attributes, proposed }) => {
    const kept = new Set(attributes.map(({ name }) => normalized(name)))
    const changed = attributes.map(({ name, from, to }) => {
      const attribute = numberOf(name)
      votes[attribute] = (votes[attribute] ?? 0) + 1
      return { attribute, from: normalized(from), to: normalized(to) }
    })
    const putBack = proposed
      .filter(({ name }) => !kept.has(normalized(name)))
      .map(({ name, from }) => {
        const attribute = numberOf(name)
        votes[attribute] = (votes[attribute] ?? 0) - 1
        return { attribute, from: normalized(from), to: normalized(from) }
      })
    return [...changed, ...putBack]
  })
  const attributes = [...numbers.keys()].map((name, number) => ({
    name,
    role: (votes[number] ?? 0) < 0 ? ('nuisance' as const) : ('key' as const),
  }))
  return { attributes, negatives: rows }
}

/** Case and spaces do not tell names or values apart. */
function normalized(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').toLowerCase()
}
