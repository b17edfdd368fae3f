import type { CatalogueAttribute } from '#shared/contract/catalogue.ts'

interface CategorisedItem {
  category: string | null
  attributes: readonly CatalogueAttribute[]
}

/** What the category column of a catalogue means. */
export interface CategoryRole {
  /**
   * The attribute of which the category is merely the first value, where such values are labels side by side
   * ("Comedy, Romance"): then they can be contrasted, and there is one kind of item.
   */
  labels: string | null
  /** Attributes that repeat a taxonomy ("Baby, Strollers"): another value there is another kind of item. */
  taxonomies: ReadonlySet<string>
}

/** Items with a list of categories before these lists say anything. */
const FEWEST = 5

/** Tells labels from taxonomies, in which a value is always of the same level. */
export class CategoryRoleFinder {
  readonly #lists = new Map<
    string,
    { items: number; repeats: number; first: Map<string, number>; later: Set<string> }
  >()

  add({ category, attributes }: CategorisedItem): void {
    for (const { name, values } of attributes) {
      if (values.length < 2) continue
      const list = this.#lists.get(name) ?? { items: 0, repeats: 0, first: new Map(), later: new Set() }
      this.#lists.set(name, list)
      const [first = '', ...later] = values
      list.items++
      if (first === category) list.repeats++
      list.first.set(first, (list.first.get(first) ?? 0) + 1)
      for (const value of later) list.later.add(value)
    }
  }

  role(): CategoryRole {
    let labels: string | null = null
    const taxonomies = new Set<string>()
    for (const [name, { items, repeats, first, later }] of this.#lists) {
      if (items < FEWEST || repeats < items * 0.9) continue
      const anywhere = [...first].reduce((sum, [value, count]) => sum + (later.has(value) ? count : 0), 0)
      if (anywhere >= items / 2) labels ??= name
      else taxonomies.add(name)
    }
    return { labels, taxonomies }
  }
}
