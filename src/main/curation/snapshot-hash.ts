import { createHash } from 'node:crypto'
import type { NegativeToFreeze } from '#main/store/snapshot-repository.ts'
import { type AttributeScheme, NO_VERDICTS } from '#shared/attributes/scheme.ts'
import type { SnapshotContent } from '#shared/contract/snapshots.ts'

type Frozen = Pick<NegativeToFreeze, 'externalId' | 'visualPositive' | 'content'>

/**
 * SHA-256, as lower-case hex, over the JSON array of the negatives. What counts is content alone: the item
 * as its catalogue names it, and all that is learned from or shown. Keys have a fixed order and negatives
 * are sorted by their own JSON (which starts with the item), so neither row ids nor the order of work
 * matter: equal content has an equal hash in every workspace. Verdicts on attributes, and that nobody reviewed the
 * content, follow the array where there is such a thing to say.
 */
export function snapshotHash(
  negatives: readonly Frozen[],
  { which, attributes }: { which: SnapshotContent; attributes: AttributeScheme },
): string {
  const lines = negatives.map(canonicalJson).sort()
  const hash = createHash('sha256').update(`[${lines.join(',')}]`)
  const scheme = JSON.stringify(attributes)
  if (scheme !== JSON.stringify(NO_VERDICTS)) hash.update(scheme)
  if (which === 'proposed') hash.update(which)
  return hash.digest('hex')
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
