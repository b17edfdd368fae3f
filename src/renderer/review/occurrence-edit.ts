import { diffArrays } from 'diff'
import type { AttributeChange, NegativeContent } from '#shared/contract/proposals.ts'
import { findOccurrences } from '#shared/wording/occurrences.ts'
import { type PositiveTexts, replaced, type Span } from './attribute-edit.ts'

/** A place of the positive where an attribute's old value stands. */
export interface Place {
  readonly part: 'text' | 'visual'
  /** In the positive. */
  readonly span: Span
  /** What stands there in the negative. */
  readonly inNegative: Span
  /** Whether the negative has something else there. */
  readonly changed: boolean
  /** The words may mean something else there. */
  readonly ambiguous: boolean
}

const PARTS = ['text', 'visual'] as const

/** Every place of one attribute's old value, the text's first. */
export function placesOf(content: NegativeContent, positive: PositiveTexts, attribute: number): Place[] {
  const words = content.attributes.map(({ from }) => ({ words: [from] }))
  return PARTS.flatMap((part) => {
    const own = findOccurrences(positive[part], words).filter((found) => found.attribute === attribute)
    if (own.length === 0) return []
    const stretches = aligned(positive[part], content[part])
    return own.map(({ start, end, ambiguous }) => ({
      part,
      span: [start, end],
      ambiguous,
      ...placeAmong(stretches, start, end),
    }))
  })
}

/**
 * The negative with one place as in the positive, or changed again where it was; the attribute's modality is that of the
 * places that are left.
 */
export function withPlaceToggled(
  content: NegativeContent,
  positive: PositiveTexts,
  attribute: number,
  { part, span, inNegative, changed }: Place,
): NegativeContent {
  const named = content.attributes[attribute]
  if (named === undefined) return content
  const { from, to } = named
  const before = content[part]
  const written = changed
    ? replaced(before, to, from, [inNegative])
    : replaced(before, from, to, [inNegative])
  // What was put right by hand has the new value no longer: the positive's own words take its place.
  const text =
    changed && written === before
      ? before.slice(0, inNegative[0]) + positive[part].slice(...span) + before.slice(inNegative[1])
      : written
  const next = { ...content, [part]: text }
  const places = placesOf(next, positive, attribute).filter((place) => place.changed)
  const modality = modalityOf(new Set(places.map((place) => place.part)), named.modality)
  return { ...next, attributes: content.attributes.with(attribute, { ...named, modality }) }
}

function modalityOf(
  parts: ReadonlySet<Place['part']>,
  otherwise: AttributeChange['modality'],
): AttributeChange['modality'] {
  if (parts.size === 2) return 'both'
  if (parts.has('text')) return 'text'
  return parts.has('visual') ? 'image' : otherwise
}

interface Aligned {
  readonly before: Span
  readonly after: Span
  readonly changed: boolean
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })
const segments = (text: string): string[] => [...segmenter.segment(text)].map(({ segment }) => segment)

/** Stretches of two texts that belong together, without a gap in either. */
function aligned(before: string, after: string): Aligned[] {
  const found: Aligned[] = []
  let from: Span = [0, 0]
  for (const { value, added, removed } of diffArrays(segments(before), segments(after))) {
    const length = value.reduce((sum, segment) => sum + segment.length, 0)
    const next: Span = [from[0] + (added ? 0 : length), from[1] + (removed ? 0 : length)]
    const last = found.at(-1)
    const changed = added || removed
    if (changed && last?.changed) {
      found[found.length - 1] = {
        before: [last.before[0], next[0]],
        after: [last.after[0], next[1]],
        changed,
      }
    } else {
      found.push({ before: [from[0], next[0]], after: [from[1], next[1]], changed })
    }
    from = next
  }
  return found
}

function placeAmong(
  stretches: readonly Aligned[],
  start: number,
  end: number,
): Pick<Place, 'inNegative' | 'changed'> {
  const over = stretches.filter(({ before }) => before[0] < end && before[1] > start)
  const changed = over.filter((stretch) => stretch.changed)
  const [first = over[0]] = changed
  const last = changed.at(-1) ?? over.at(-1)
  if (first === undefined || last === undefined) return { inNegative: [0, 0], changed: false }
  if (changed.length > 0) return { inNegative: [first.after[0], last.after[1]], changed: true }
  const shift = first.after[0] - first.before[0]
  return { inNegative: [start + shift, end + shift], changed: false }
}
