import type { ProposedChanges } from '#main/store/attribute-changes.ts'
import { normalized } from '#shared/attributes/normalized.ts'
import type { AttributeLookup } from '#shared/attributes/scheme.ts'
import type { AttributeCounts } from '#shared/contract/attributes.ts'
import type { AttributeChange } from '#shared/contract/proposals.ts'

/** Counts of a name or a value, with the spellings that count as it. */
export interface Tally extends AttributeCounts {
  readonly text: string
  readonly spellings: Set<string>
}

export interface AttributeTally extends Tally {
  readonly values: Map<string, Tally>
}

/**
 * Counts proposals by attribute and by value. A value counts where it is the old or the new one; put back, where it is the
 * old one, which stays. Names and values that are empty are left out.
 */
export class ChangeTallies {
  readonly attributes = new Map<string, AttributeTally>()
  readonly #lookup: AttributeLookup

  constructor(lookup: AttributeLookup) {
    this.#lookup = lookup
  }

  add({ proposed, current, state }: ProposedChanges): void {
    const isCurated = state === 'accepted' || state === 'edited'
    const standing = isCurated ? this.#namesOf(current) : new Set<string>()
    this.#count('changed', [...proposed, ...current], bothValues)
    if (!isCurated) return
    this.#count('kept', current, bothValues)
    const putBack = proposed.filter(({ name }) => !standing.has(this.#lookup.name(name)))
    this.#count('putBack', putBack, ({ from }) => [from])
  }

  /** Each attribute and each value once, however often the proposal names it. */
  #count(
    what: keyof AttributeCounts,
    changes: readonly AttributeChange[],
    valuesOf: (change: AttributeChange) => readonly string[],
  ): void {
    const counted = new Set<Tally>()
    for (const change of changes) {
      const name = this.#lookup.name(change.name)
      if (name === '') continue
      const attribute = this.#attribute(name)
      attribute.spellings.add(normalized(change.name))
      counted.add(attribute)
      for (const spelled of valuesOf(change)) {
        const text = this.#lookup.value(name, spelled)
        if (text === '') continue
        const value = attribute.values.get(text) ?? newTally(text)
        attribute.values.set(text, value)
        value.spellings.add(normalized(spelled))
        counted.add(value)
      }
    }
    for (const tally of counted) tally[what]++
  }

  #attribute(name: string): AttributeTally {
    const known = this.attributes.get(name) ?? { ...newTally(name), values: new Map() }
    this.attributes.set(name, known)
    return known
  }

  #namesOf(changes: readonly AttributeChange[]): Set<string> {
    return new Set(changes.map(({ name }) => this.#lookup.name(name)))
  }
}

function bothValues({ from, to }: AttributeChange): readonly string[] {
  return [from, to]
}

function newTally(text: string): Tally {
  return { text, spellings: new Set(), changed: 0, kept: 0, putBack: 0 }
}
