import { rewrite } from '#main/generators/rule-based/rewrite.ts'
import { attributeKey } from '#main/proposals/rules/masks.ts'
import { normaliseValue, sameValue } from '#main/proposals/rules/values.ts'
import type { AttributeChange } from '#shared/contract/proposals.ts'

/** An item as it is not: one value exchanged, everything else as it is. */
export interface SingleChange {
  readonly attribute: string
  readonly from: string
  readonly to: string
  readonly text: string
  readonly visual: string
}

/** What a proposal says of its item. */
export interface Proposed {
  /** What the item's picture shows. */
  readonly visual: string
  readonly attributes: readonly Pick<AttributeChange, 'name' | 'from' | 'to'>[]
}

/**
 * Each attribute of the proposals changed alone: its value is exchanged wherever it stands in the texts of the item, and no other
 * is. The same exchange in several proposals counts once, by the first of them.
 *
 * @param text of the item, as `itemText` gives it
 * @returns the changes, and the values that stand in neither text, "name: value"
 */
export function singleChanges(
  text: string,
  proposals: readonly Proposed[],
): { changes: SingleChange[]; notFound: string[] } {
  const changes = new Map<string, SingleChange>()
  const notFound = new Set<string>()
  for (const { visual, attributes } of proposals) {
    for (const { name, from, to } of attributes) {
      if (sameValue(from, to)) continue
      const key = JSON.stringify([attributeKey(name), normaliseValue(from), normaliseValue(to)])
      if (changes.has(key)) continue
      const change = [{ name, from, to }]
      const [inText, inVisual] = [rewrite(text, change), rewrite(visual, change)]
      if (inText.found.size + inVisual.found.size === 0) {
        notFound.add(`${name}: ${from}`)
        continue
      }
      changes.set(key, { attribute: name, from, to, text: inText.text, visual: inVisual.text })
    }
  }
  return { changes: [...changes.values()], notFound: [...notFound] }
}
