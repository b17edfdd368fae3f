import type { CatalogueAttribute } from '#shared/contract/catalogue.ts'
import { itemText } from '#shared/item-text.ts'
import type { CategoryRole } from './category-role.ts'
import { LEXICON } from './lexicon.ts'
import { wordLine } from './words.ts'

export interface DescribedItem {
  title: string
  description: string
  category: string | null
  attributes: readonly CatalogueAttribute[]
}

/** A value that some item of the catalogue really has. */
export interface KnownValue {
  /** As the catalogue first wrote it. */
  value: string
  /** Items that have it. */
  items: number
  /** Of these, items whose text says it: a word that texts never use would sound odd in one. */
  stated: number
  /** Items that have it together with another value of the same attribute, by that value's key. */
  together: Map<string, number>
}

export interface KnownAttribute {
  name: string
  items: number
  /** By `valueKey`. */
  values: Map<string, KnownValue>
}

/** Fewer items than this say too little of a kind; all items are asked instead. */
const SMALLEST_KIND = 8

/** Share of a kind's items that must say an attribute of the lexicon before it counts as theirs. */
const LEXICON_SHARE = 0.2

const LONGEST_VALUE = 40

/** What a catalogue's items are said to be: attributes and their values, by kind of item and over all. */
export class Vocabulary {
  readonly #role: CategoryRole
  readonly #all = new Kind()
  readonly #kinds = new Map<string, Kind>()

  constructor(role: CategoryRole) {
    this.#role = role
  }

  /** The kind of thing that an item is, which a contrast leaves alone; empty where the catalogue has one kind. */
  kind({ category }: Pick<DescribedItem, 'category'>): string {
    return this.#role.labels === null ? (category ?? '') : ''
  }

  add(item: DescribedItem): void {
    const kind = this.kind(item)
    const own = this.#kinds.get(kind) ?? new Kind()
    this.#kinds.set(kind, own)
    const line = wordLine(itemText(item))
    const attributes = this.#attributesOf(item, line)
    for (const counted of [this.#all, own]) counted.add(attributes, line)
  }

  /** The item's attributes that may be contrasted, each with what is known of it among its kind. */
  attributes(item: DescribedItem): { attribute: CatalogueAttribute; known: KnownAttribute }[] {
    const own = this.#kinds.get(this.kind(item))
    const kind = own !== undefined && own.items >= SMALLEST_KIND ? own : this.#all
    return this.#attributesOf(item, wordLine(itemText(item))).flatMap(({ lexical, ...attribute }) => {
      const known = kind.known(attribute.name) ?? this.#all.known(attribute.name)
      if (known === undefined || known.values.size < 2) return []
      if (lexical && known.items < kind.items * LEXICON_SHARE) return []
      return [{ attribute, known }]
    })
  }

  #attributesOf(item: DescribedItem, line: string): FoundAttribute[] {
    const { labels, taxonomies } = this.#role
    const found: FoundAttribute[] = []
    const taken = new Set<string>()
    const add = (name: string, values: readonly string[], lexical: boolean) => {
      const fresh = values.filter((value) => isTelling(value) && !taken.has(valueKey(value)))
      for (const value of fresh) taken.add(valueKey(value))
      if (fresh.length > 0) found.push({ name, values: fresh, lexical })
    }
    for (const { name, values } of item.attributes) if (!taxonomies.has(name)) add(name, values, false)
    // One label alone is the category, and no list.
    if (labels !== null && item.category !== null && !item.attributes.some(({ name }) => name === labels)) {
      add(labels, [item.category], false)
    }
    for (const [name, words] of Object.entries(LEXICON)) {
      const said = words.filter((word) => line.includes(` ${word} `))
      add(name, said, true)
    }
    return found
  }
}

class Kind {
  items = 0
  readonly #attributes = new Map<string, KnownAttribute>()

  known(name: string): KnownAttribute | undefined {
    return this.#attributes.get(name)
  }

  add(attributes: readonly CatalogueAttribute[], line: string): void {
    this.items++
    for (const { name, values } of attributes) {
      const known = this.#attributes.get(name) ?? { name, items: 0, values: new Map<string, KnownValue>() }
      this.#attributes.set(name, known)
      known.items++
      const keys = values.map(valueKey)
      values.forEach((value, index) => {
        const key = keys[index] ?? ''
        const entry = known.values.get(key) ?? { value, items: 0, stated: 0, together: new Map() }
        known.values.set(key, entry)
        entry.items++
        if (line.includes(key)) entry.stated++
        for (const other of keys) {
          if (other !== key) entry.together.set(other, (entry.together.get(other) ?? 0) + 1)
        }
      })
    }
  }
}

/** Equal for values that differ in case, plural or punctuation alone. */
export function valueKey(value: string): string {
  return wordLine(value)
}

interface FoundAttribute extends CatalogueAttribute {
  /** Found in the text by the lexicon, not stated by the catalogue. */
  lexical: boolean
}

/** A short value in words. Numbers, codes and addresses say little that another one would contradict. */
function isTelling(value: string): boolean {
  return value.length <= LONGEST_VALUE && /\p{L}{3}/u.test(value) && !/\d|:\/\/|@/.test(value)
}
