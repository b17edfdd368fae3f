import { diffWords } from 'diff'
import { readNewestAcceptances } from '#main/store/curator-repository.ts'
import type { Reader } from '#main/store/database.ts'
import { type ProposalContent, readProposalContent } from '#main/store/proposal-repository.ts'
import type { ReadingPace } from '#shared/contract/curators.ts'
import type { Annotator, DatasetId } from '#shared/contract/ids.ts'
import { itemText } from '#shared/item-text.ts'

/**
 * Characters a second that nobody reads faster. English is read silently at 238 words a minute on average (Brysbaert, How many words do
 * we read per minute?, Journal of Memory and Language 109, 2019): 24 characters a second at six to a word, its space included. Twice that
 * is skimming.
 */
export const SKIMMING = 48
/** How many of the newest acceptances are looked at, and how few say nothing. */
const NEWEST = 20
const FEWEST = 10

const intlSegmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

/** How many of a person's newest acceptances came before the words that differ can have been read. */
export function readPace(reader: Reader, query: { dataset: DatasetId; annotator: Annotator }): ReadingPace {
  const newest = readNewestAcceptances(reader, { ...query, limit: NEWEST })
  const faster = newest.filter(({ proposal, dwell }) => {
    const content = readProposalContent(reader, proposal)
    return content !== undefined && isFasterThanReading(changedCharacters(content), dwell)
  }).length
  return { accepted: newest.length, faster, notable: newest.length >= FEWEST && faster * 2 >= newest.length }
}

/** @param dwell milliseconds on screen */
export function isFasterThanReading(characters: number, dwell: number): boolean {
  return characters / SKIMMING > dwell / 1000
}

/** Characters of the words that only one of item and negative has, over both texts. */
export function changedCharacters(content: ProposalContent): number {
  const { proposed, visualPositive } = content
  return differing(itemText(content), proposed.text) + differing(visualPositive, proposed.visual)
}

function differing(before: string, after: string): number {
  return diffWords(before, after, { intlSegmenter })
    .filter(({ added, removed }) => added || removed)
    .reduce((sum, { value }) => sum + value.trim().length, 0)
}
