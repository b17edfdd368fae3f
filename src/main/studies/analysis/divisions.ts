import type { Stratum } from '#shared/contract/studies.ts'
import type { StrataFacts } from './study-material.ts'

/** One way to part the test interactions of all replications. */
export interface Division {
  readonly kind: Stratum['kind']
  /** Of the parts. */
  readonly names: readonly string[]
  /** Where the items or users of a replication are, by its place. */
  places(replication: number): Places
}

/** The test interactions of a replication. */
export interface TestPairs {
  readonly facts: StrataFacts
  /** User, item, user, item, ...: positions. */
  readonly pairs: Int32Array
}

/** In which part each item, or else each user, of a replication is; -1 for none. */
export interface Places {
  readonly of: 'item' | 'user'
  readonly places: Int32Array
}

/** So many categories are told apart, those with the most test interactions. */
const CATEGORIES = 15
const HISTORIES = ['Items without training interactions', 'Items with training interactions']
const DECILES = Array.from({ length: 10 }, (_, decile) => `Popularity decile ${decile + 1}`)
const QUARTILES = ['1, the least active', '2', '3', '4, the most active'].map(
  (quartile) => `Users by activity: quartile ${quartile}`,
)

export function divide(replications: readonly TestPairs[]): Division[] {
  const categories = commonCategories(replications)
  const division = (
    kind: Stratum['kind'],
    names: readonly string[],
    of: Places['of'],
    placesOf: (replication: TestPairs) => Int32Array,
  ): Division => ({
    ...{ kind, names },
    places(at) {
      const replication = replications[at]
      return { of, places: replication === undefined ? new Int32Array(0) : placesOf(replication) }
    },
  })
  return [
    division('item-history', HISTORIES, 'item', ({ facts }) =>
      facts.itemInteractions.map((count) => Math.min(count, 1)),
    ),
    division('popularity', DECILES, 'item', ({ facts: { itemInteractions } }) => {
      const known = Int32Array.from(itemInteractions.keys()).filter(
        (item) => (itemInteractions[item] ?? 0) > 0,
      )
      return quantiles(itemInteractions, known, DECILES.length)
    }),
    division('category', categories.map(categoryName), 'item', ({ facts }) =>
      Int32Array.from(facts.itemCategories, (category) => placeOf(category, categories)),
    ),
    division('user-activity', QUARTILES, 'user', ({ facts: { userInteractions }, pairs }) => {
      const tested = new Set(pairs.filter((_, at) => at % 2 === 0))
      return quantiles(userInteractions, Int32Array.from(tested), QUARTILES.length)
    }),
  ]
}

/**
 * In which of so many parts of the same size each member is, by value, from the lowest. Equal values stay together, so that parts
 * may differ in size and be empty.
 *
 * @returns by position; -1 for what is no member
 */
function quantiles(values: Int32Array, members: Int32Array, parts: number): Int32Array {
  const ascending = members.map((member) => values[member] ?? 0).sort()
  const below = new Map<number, number>()
  ascending.forEach((value, place) => {
    if (!below.has(value)) below.set(value, place)
  })
  const places = new Int32Array(values.length).fill(-1)
  for (const member of members) {
    const lower = below.get(values[member] ?? 0) ?? 0
    places[member] = Math.floor((parts * lower) / members.length)
  }
  return places
}

/** What is left over has one place for all. */
const OTHERS = Symbol('other categories')
type Category = string | null | typeof OTHERS

/** Those with the most test interactions over all replications; then the rest as one, if there are more. */
function commonCategories(replications: readonly TestPairs[]): Category[] {
  const counts = new Map<string | null, number>()
  for (const { facts, pairs } of replications) {
    for (let at = 1; at < pairs.length; at += 2) {
      const category = facts.itemCategories[pairs[at] ?? -1] ?? null
      counts.set(category, (counts.get(category) ?? 0) + 1)
    }
  }
  const ordered = [...counts].sort(([a, m], [b, n]) => n - m || `${a}`.localeCompare(`${b}`, 'en'))
  const common = ordered.slice(0, CATEGORIES).map(([category]) => category)
  return ordered.length > CATEGORIES ? [...common, OTHERS] : common
}

function placeOf(category: string | null, categories: readonly Category[]): number {
  const place = categories.indexOf(category)
  return place < 0 ? categories.indexOf(OTHERS) : place
}

function categoryName(category: Category): string {
  if (category === OTHERS) return 'Other categories'
  return category === null ? 'No category' : `Category: ${category}`
}
