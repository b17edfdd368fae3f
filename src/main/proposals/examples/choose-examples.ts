import type { CatalogueTexts } from '#main/encoders/catalogue-texts.ts'
import { cosine, row } from '#main/encoders/vectors.ts'
import type { AcceptedExample } from '#main/proposals/templates/examples.ts'
import type { Reader } from '#main/store/database.ts'
import { readExampleCandidates } from '#main/store/example-repository.ts'
import type { Positive } from '#main/store/item-repository.ts'
import { readProposalContent } from '#main/store/proposal-repository.ts'
import type { ProposalId } from '#shared/contract/ids.ts'
import { itemText } from '#shared/item-text.ts'

/** The newest negatives among which the most similar items are looked for. */
const MOST_CANDIDATES = 20_000
/** Characters of an example's texts; longer ones would take the room of the item's own. */
const LONGEST = 2_000

/**
 * Negatives that curators accepted or edited, of the items whose texts are the most similar to the item's: at most one of
 * each item, never of the item itself. The same ones for the same decisions.
 *
 * @param texts unit vectors of the data set's items
 * @param before in milliseconds since 1970: later decisions do not count, so that all items of a job are shown
 *   negatives of the same choice
 */
export function chooseExamples(
  reader: Reader,
  item: Positive,
  texts: Pick<CatalogueTexts, 'encoder' | 'vectors'>,
  { count, before }: { count: number; before: number },
): AcceptedExample[] {
  if (count === 0) return []
  const { dimensions } = texts.encoder
  const own = row(texts.vectors, item.position, dimensions)
  const near = readExampleCandidates(reader, item.dataset, {
    before,
    without: item.id,
    limit: MOST_CANDIDATES,
  })
    .map((candidate) => ({
      ...candidate,
      similarity: cosine(own, row(texts.vectors, candidate.position, dimensions)),
    }))
    .sort((a, b) => b.similarity - a.similarity || b.proposal - a.proposal)
  const chosen = new Map<number, AcceptedExample>()
  for (const candidate of near) {
    if (chosen.size === count) break
    const example = chosen.has(candidate.item) ? null : readExample(reader, candidate.proposal)
    if (example !== null) chosen.set(candidate.item, example)
  }
  return [...chosen.values()]
}

/** Null for one that cannot be shown as question and answer: too long, or its old values stand nowhere as they are named. */
function readExample(reader: Reader, proposal: ProposalId): AcceptedExample | null {
  const content = readProposalContent(reader, proposal)
  if (content === undefined) return null
  const text = itemText(content)
  const visual = content.visualPositive
  if (text.length + visual.length > LONGEST) return null
  const attributes = content.current.attributes
    .filter(({ from, to }) => from !== '' && to !== '' && (text.includes(from) || visual.includes(from)))
    .map(({ name, from, to, reason }) => ({ name, words: from, why: reason, value: to }))
  return attributes.length === 0 ? null : { proposal, text, visual, attributes }
}
