import { sameValue } from '#main/proposals/rules/values.ts'
import type { AttributeChange, NegativeContent } from '#shared/contract/proposals.ts'
import type { DecisionInput, ReviewCard } from '#shared/contract/review.ts'

/**
 * A curator who knows which attributes drive choices, as only the maker of a synthetic catalogue can:
 * puts back what does not matter, and rejects what is left without a change that does.
 *
 * @param values the item's true values by attribute: with them the curator also corrects an old value that a careless
 *   generator named wrongly
 */
export function decideByTruth(
  card: Pick<ReviewCard, 'id' | 'proposed'>,
  keyAttributes: ReadonlySet<string>,
  values: Readonly<Record<string, string>> = {},
): DecisionInput {
  const { text, visual, attributes } = card.proposed
  const named = attributes.map((change) => ({ ...change, from: values[change.name] ?? change.from }))
  const matters = (change: AttributeChange) => keyAttributes.has(change.name)
  const kept = named.filter(matters)
  if (kept.length === 0) return { verdict: 'reject', proposal: card.id }
  const wrong = named.filter((change) => !matters(change))
  const isMisnamed = named.some(({ from }, index) => from !== attributes[index]?.from)
  if (wrong.length === 0 && !isMisnamed) return { verdict: 'accept', proposal: card.id }
  const content: NegativeContent = {
    text: wrong.reduce(putBack, text),
    visual: wrong.reduce(putBack, visual),
    attributes: kept,
  }
  return { verdict: 'edit', proposal: card.id, content }
}

/** The text with the old value in the places of the new one, in the same case. */
function putBack(text: string, change: AttributeChange): string {
  const pattern = new RegExp(`\\b${change.to.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\b`, 'giu')
  return text.replace(pattern, (found) => {
    if (sameValue(found, change.from)) return found
    const capital = found[0] !== found[0]?.toLowerCase()
    return capital ? change.from.charAt(0).toUpperCase() + change.from.slice(1) : change.from
  })
}
