import type { CatalogueAttribute } from '#shared/contract/catalogue.ts'
import { itemText } from '#shared/item-text.ts'
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

/** Fewer items than this say too little of a category; all items are asked instead. */
const SMALLEST_CATEGORY = 8

/** Share of a category's items that must say an attribute of the lexicon before it counts as theirs. */
const LEXICON_SHARE = 0.2

const LONGEST_VALUE = 40

/** What a catalogue's items are said to be: attributes and their values, by category and over all. */
export class Vocabulary {
  readonly #all = new Category()
  readonly #categories = new Map<string, Category>()

  add(item: DescribedItem): void {
    const category = categoryOf(item)
    const own = this.#categories.get(category) ?? new Category()
    this.#categories.set(category, own)
    const line = wordLine(itemText(item))
    const attributes = attributesOf(item, line)
    for (const counted of [this.#all, own]) counted.add(attributes, line)
  }

  /** The item's attributes that may be contrasted, each with what its category knows of it. */
  attributes(item: DescribedItem): { attribute: CatalogueAttribute; known: KnownAttribute }[] {
    const own = this.#categories.get(categoryOf(item))
    const category = own !== undefined && own.items >= SMALLEST_CATEGORY ? own : this.#all
    return attributesOf(item, wordLine(itemText(item))).flatMap(({ lexical, ...attribute }) => {
      const known = category.known(attribute.name) ?? this.#all.known(attribute.name)
      if (known === undefined || known.values.size < 2) return []
      if (lexical && known.items < category.items * LEXICON_SHARE) return []
      return [{ attribute, known }]
    })
  }
}

class Category {
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

/** Where the category is a set of tags ("Comedy|Romance"), it is an attribute rather than a kind of thing. */
function tagsOf(item: DescribedItem): string[] {
  return (item.category ?? '')
    .split('|')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
}

/** The kind of thing that an item is, which a contrast leaves alone. */
export function categoryOf(item: DescribedItem): string {
  return tagsOf(item).length > 1 ? '' : (item.category ?? '')
}

interface FoundAttribute extends CatalogueAttribute {
  /** Found in the text by the lexicon, not stated by the catalogue. */
  lexical: boolean
}

function attributesOf(item: DescribedItem, line: string): FoundAttribute[] {
  const found: FoundAttribute[] = []
  const taken = new Set<string>()
  const add = (name: string, values: readonly string[], lexical: boolean) => {
    const fresh = values.filter((value) => isTelling(value) && !taken.has(valueKey(value)))
    for (const value of fresh) taken.add(valueKey(value))
    if (fresh.length > 0) found.push({ name, values: fresh, lexical })
  }
  for (const { name, values } of item.attributes) add(name, values, false)
  const tags = tagsOf(item)
  if (tags.length > 1) add('category', tags, false)
  for (const [name, words] of Object.entries(LEXICON)) {
    add(
      name,
      words.filter((word) => line.includes(` ${word} `)),
      true,
    )
  }
  return found
}

/** A short value in words. Numbers, codes and addresses say little that another one would contradict. */
function isTelling(value: string): boolean {
  return value.length <= LONGEST_VALUE && /\p{L}{3}/u.test(value) && !/\d|:\/\/|@/.test(value)
}
