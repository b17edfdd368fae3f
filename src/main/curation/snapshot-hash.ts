import { createHash } from 'node:crypto'
import type { CuratedNegative } from '#main/store/snapshot-repository.ts'

type Frozen = Pick<CuratedNegative, 'externalId' | 'visualPositive' | 'content'>

/**
 * SHA-256, as lower-case hex, over the JSON array of the negatives. What counts is content alone: the item
 * as its catalogue names it, and all that is learned from or shown. Keys have a fixed order and negatives
 * are sorted by their own JSON (which starts with the item), so neither row ids nor the order of work
 * matter: equal content has an equal hash in every workspace.
 */
export function snapshotHash(negatives: readonly Frozen[]): string {
  const lines = negatives.map(canonicalJson).sort()
  return createHash('sha256')
    .update(`[${lines.join(',')}]`)
    .digest('hex')
}

function canonicalJson({ externalId, visualPositive, content }: Frozen): string {
  return JSON.stringify({
    item: externalId,
    visualPositive,
    text: content.text,
    visual: content.visual,
    attributes: content.attributes.map(({ name, from, to, modality, reason }) => ({
      name,
      from,
      to,
      modality,
      reason,
    })),
  })
}
