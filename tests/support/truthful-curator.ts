import { sameValue } from '#main/proposals/rules/values.ts'
import type { AttributeChange, NegativeContent } from '#shared/contract/proposals.ts'
import type { DecisionInput, ReviewCard } from '#shared/contract/review.ts'

/**
 * A curator who knows which attributes drive choices, as only the maker of a synthetic catalogue can:
 * puts back what does not matter, and rejects what is left without a change that does.
 */
export function decideByTruth(
  card: Pick<ReviewCard, 'id' | 'proposed' | 'positive'>,
  keyAttributes: ReadonlySet<string>,
): DecisionInput {
  const matters = (change: AttributeChange) => keyAttributes.has(change.name)
  const kept = card.proposed.attributes.filter(matters)
  if (kept.length === 0) return { verdict: 'reject', proposal: card.id }
  const wrong = card.proposed.attributes.filter((change) => !matters(change))
  if (wrong.length === 0) return { verdict: 'accept', proposal: card.id }
  const content: NegativeContent = {
    text: wrong.reduce(putBack, card.proposed.text),
    visual: wrong.reduce(putBack, card.proposed.visual),
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
