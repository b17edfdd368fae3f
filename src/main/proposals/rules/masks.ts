import type { Modality } from '#shared/contract/proposals.ts'

/** Both modalities of an item, or of a stage on its way to a negative, in words. */
export interface ModalityTexts {
  text: string
  /** What the picture shows; empty without one. */
  visual: string
}

export type Segment = { kind: 'literal'; text: string } | { kind: 'mask'; name: string }

const MASK = /\[MASK:([^[\]]*)\]/gi

/** How masks and attributes find each other: models vary case and separators. */
export function attributeKey(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim()
}

/** The text's literal parts and its `[MASK:name]` places, in order; empty literals are left out. */
export function segments(masked: string): Segment[] {
  const found: Segment[] = []
  let end = 0
  for (const match of masked.matchAll(MASK)) {
    if (match.index > end) found.push({ kind: 'literal', text: masked.slice(end, match.index) })
    found.push({ kind: 'mask', name: (match[1] ?? '').trim() })
    end = match.index + match[0].length
  }
  if (end < masked.length) found.push({ kind: 'literal', text: masked.slice(end) })
  return found
}

/** Keys of the attributes that the text masks. */
export function maskedKeys(masked: string): Set<string> {
  return new Set(segments(masked).flatMap((part) => (part.kind === 'mask' ? [attributeKey(part.name)] : [])))
}

/** In which modalities the attribute is masked; null when in none. */
export function modalityOf(name: string, masked: ModalityTexts): Modality | null {
  const key = attributeKey(name)
  const inText = maskedKeys(masked.text).has(key)
  const inVisual = maskedKeys(masked.visual).has(key)
  if (inText && inVisual) return 'both'
  if (inText) return 'text'
  return inVisual ? 'image' : null
}
