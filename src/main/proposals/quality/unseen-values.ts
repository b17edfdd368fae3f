import type { Reader } from '#main/store/database.ts'
import type { Positive } from '#main/store/item-repository.ts'
import { isSaid } from '#main/store/said-values.ts'
import type { AttributeChange, Flag } from '#shared/contract/proposals.ts'
import { plural, singular } from '#shared/wording/number.ts'
import { UNSPACED } from '#shared/wording/occurrences.ts'

/**
 * `unseen-value` where no item of the category says a new value, so that it may not exist there. Not asked of a value that
 * the picture alone shows, since texts seldom say it, and of scripts without spaces, whose words the search cannot tell apart.
 */
export function flagsOfVocabulary(
  reader: Reader,
  item: Pick<Positive, 'dataset' | 'category'>,
  attributes: readonly AttributeChange[],
): Flag[] {
  const { dataset, category } = item
  // Where the category itself changes, as the first of a film's genres, the negative belongs to another one.
  const leaves = attributes.some(({ from }) => from.toLowerCase() === category?.toLowerCase())
  const among = { dataset, category: leaves ? null : category }
  const isUnseen = ({ to, modality }: AttributeChange): boolean => {
    if (modality === 'image' || !/[\p{L}\p{N}]/u.test(to) || new RegExp(`[${UNSPACED}]`, 'u').test(to)) {
      return false
    }
    return isSaid(reader, among, [...new Set([to, plural(to), singular(to)])]) === false
  }
  return attributes.some(isUnseen) ? ['unseen-value'] : []
}
