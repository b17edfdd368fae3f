import type { TrainingNegative } from '#main/store/snapshot-repository.ts'
import { AttributeLookup, type AttributeScheme } from '#shared/attributes/scheme.ts'
import type { AttributeLabels } from '#shared/training/attribute-labels.ts'

type Changes = Pick<TrainingNegative, 'attributes' | 'proposed'>

/**
 * What curated negatives say about attributes, with names and values merged as the snapshot's verdicts have it. An
 * attribute that was proposed and is not among the changes any more was put back by a curator: its value is the same on
 * both sides. An attribute has the role that a verdict gives it; without one it is a nuisance where curators put it back
 * more often than they let it stand.
 */
export function attributeLabels(negatives: readonly Changes[], scheme: AttributeScheme): AttributeLabels {
  const lookup = new AttributeLookup(scheme)
  const numbers = new Map<string, number>()
  const votes: number[] = []
  const numberOf = (key: string): number => {
    const number = numbers.get(key) ?? numbers.size
    numbers.set(key, number)
    votes[number] ??= 0
    return number
  }
  const rows = negatives.map(({ attributes, proposed }) => {
    const kept = new Set(attributes.map(({ name }) => lookup.name(name)))
    const changed = attributes.map(({ name, from, to }) => {
      const attribute = numberOf(lookup.name(name))
      votes[attribute] = (votes[attribute] ?? 0) + 1
      return { attribute, from: lookup.value(name, from), to: lookup.value(name, to) }
    })
    const putBack = proposed
      .filter(({ name }) => !kept.has(lookup.name(name)))
      .map(({ name, from }) => {
        const attribute = numberOf(lookup.name(name))
        votes[attribute] = (votes[attribute] ?? 0) - 1
        const value = lookup.value(name, from)
        return { attribute, from: value, to: value }
      })
    return [...changed, ...putBack]
  })
  const attributes = [...numbers.keys()].map((name, number) => ({
    name,
    role: lookup.role(name) ?? ((votes[number] ?? 0) < 0 ? 'nuisance' : 'key'),
  }))
  return { attributes, negatives: rows }
}
