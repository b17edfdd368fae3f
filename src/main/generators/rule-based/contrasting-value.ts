import { COLOUR_NAMES, type ColourName, colourDistance } from '#main/encoders/colours.ts'
import { type Random, weightedOrder } from './random.ts'
import { isOfScript, scriptOf } from './script.ts'
import { type KnownAttribute, type KnownValue, valueKey } from './vocabulary.ts'

export interface ContrastWish {
  known: KnownAttribute
  from: string
  /** All values that the item has of this attribute. */
  own: readonly string[]
  /** The item's text as `wordLine`: what it says already would not be news. */
  line: string
  /** The value is to stand in a sentence: those that texts of the catalogue say are preferred. */
  stated: boolean
  /** A curator's hint as `wordLine`. */
  hint: string
  /** Whether the value makes sense with the words around the old one, as far as other texts say; preferred. */
  fits: (to: string) => boolean
}

/** Share of a value's items whose text says it, from which on it reads naturally in a text. */
const SAID = 0.25

/**
 * A value that other items of the category really have, as unlike the old one as they come: of those that
 * seldom or never come together with it and are written in the same script, a frequent one by chance. A value that the hint names is taken.
 */
export function contrastingValue(wish: ContrastWish, random: Random): string | undefined {
  const from = valueKey(wish.from)
  const own = wish.own.map(valueKey)
  const script = scriptOf(wish.from)
  const candidates = [...wish.known.values].filter(
    ([key, { value }]) =>
      !own.includes(key) &&
      !wish.line.includes(key) &&
      !key.includes(from) &&
      !from.includes(key) &&
      isOfScript(value, script),
  )
  const hinted = candidates.find(([key]) => wish.hint.includes(key))
  if (hinted !== undefined) return hinted[1].value
  const said = candidates.filter(([, value]) => value.stated >= value.items * SAID)
  const sayable = wish.stated && said.length > 0 ? said : candidates
  const fitting = sayable.filter(([, { value }]) => wish.fits(value))
  const pool = fitting.length > 0 ? fitting : sayable
  const together = (value: KnownValue) => (value.together.get(from) ?? 0) / value.items
  const unlike = pool
    .toSorted(([, a], [, b]) => together(a) - together(b) || b.items - a.items)
    .slice(0, Math.max(3, Math.ceil(pool.length / 3)))
  const [chosen] = weightedOrder(
    unlike.map(([, value]) => value),
    ({ value, items }) => Math.sqrt(items) * distance(wish.from, value),
    random,
  )
  return chosen?.value
}

/** How far apart two colours look, 1 for words that are none. */
function distance(from: string, to: string): number {
  const a = colourOf(from)
  const b = colourOf(to)
  return a === undefined || b === undefined ? 1 : Math.max(0.01, (colourDistance(a, b) / 50) ** 2)
}

function colourOf(value: string): ColourName | undefined {
  return COLOUR_NAMES.find((name) => name === value.toLowerCase().replace('gray', 'grey'))
}
