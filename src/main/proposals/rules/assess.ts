import type { AttributeChange, Flag } from '#shared/contract/proposals.ts'
import type { ModalityTexts } from './masks.ts'
import { outsideEdits } from './outside-edits.ts'
import { standsIn, survives } from './values.ts'

/**
 * Share of edited tokens outside the masks over which a negative is flagged. A tenth leaves room for
 * what a new value does to its neighbours (a verb's form), and for nothing more.
 */
export const OUTSIDE_EDITS_LIMIT = 0.1

export interface Intervention {
  /** Whether the item has a picture, described or not. */
  hasImage: boolean
  positive: ModalityTexts
  /** Both texts with `[MASK:name]` in the place of each key value. */
  masked: ModalityTexts
  negative: ModalityTexts
  /** `modality` says where the attribute is masked, as `modalityOf` finds it. */
  attributes: readonly AttributeChange[]
}

export interface Assessment {
  /** `unbalanced`, `changed-outside-masks` and `incohesive`, in this order. */
  flags: Flag[]
  /** Over both modalities, 0 to 1. */
  outsideEdits: number
}

/** Holds a negative against the method's rules; what needs an encoder is judged elsewhere. */
export function assess(intervention: Intervention): Assessment {
  const share = outsideShare(intervention)
  const flags: Flag[] = []
  if (isUnbalanced(intervention)) flags.push('unbalanced')
  if (share > OUTSIDE_EDITS_LIMIT) flags.push('changed-outside-masks')
  if (intervention.attributes.some((attribute) => !isCohesive(attribute, intervention.negative))) {
    flags.push('incohesive')
  }
  return { flags, outsideEdits: share }
}

function outsideShare({ positive, masked, negative, attributes }: Intervention): number {
  const text = outsideEdits(positive.text, masked.text, negative.text, attributes)
  const visual = outsideEdits(positive.visual, masked.visual, negative.visual, attributes)
  const total = text.tokens + visual.tokens
  return total === 0 ? 0 : (text.edits + visual.edits) / total
}

/** A modality of the item that no attribute touches. A picture that was left undescribed is one too. */
function isUnbalanced({ hasImage, attributes }: Intervention): boolean {
  const touchesText = attributes.some(({ modality }) => modality !== 'image')
  const touchesImage = attributes.some(({ modality }) => modality !== 'text')
  return !touchesText || (hasImage && !touchesImage)
}

/** The new value stands wherever the attribute was masked, and the old one nowhere any more. */
function isCohesive({ from, to, modality }: AttributeChange, negative: ModalityTexts): boolean {
  const { text, visual } = negative
  if (modality !== 'image' && !standsIn(to, text)) return false
  if (modality !== 'text' && !standsIn(to, visual)) return false
  return !survives(from, to, text) && !survives(from, to, visual)
}
