import { attributeKey, segments } from './masks.ts'
import { tokens as words } from './values.ts'

interface TemplateToken {
  word: string
  masked: boolean
}

export interface OutsideEdits {
  /** Levenshtein distance in tokens between the two texts without their masked spans. */
  edits: number
  /** Tokens of the longer of the two. */
  tokens: number
}

/**
 * How much of a text changed where it should not have: both texts lose the spans that the masks stand
 * for, and what remains is compared token by token.
 *
 * @param values what each masked attribute (by name) was and became
 */
export function outsideEdits(
  original: string,
  masked: string,
  completed: string,
  values: readonly { name: string; from: string; to: string }[],
): OutsideEdits {
  const before = outside(original, filled(masked, new Map(values.map((v) => [attributeKey(v.name), v.from]))))
  const after = outside(completed, filled(masked, new Map(values.map((v) => [attributeKey(v.name), v.to]))))
  return { edits: levenshtein(before, after), tokens: Math.max(before.length, after.length) }
}

/** Words of the masked text that the original does not have, and the other way round; masks match anything. */
export function maskingEdits(
  original: string,
  masked: string,
  values: readonly { name: string; value: string }[],
): OutsideEdits {
  const template = filled(masked, new Map(values.map((v) => [attributeKey(v.name), v.value])))
  const before = outside(original, template)
  const after = template.flatMap((token) => (token.masked ? [] : [token.word]))
  return { edits: levenshtein(before, after), tokens: Math.max(before.length, after.length) }
}

/** The words of a text; "a" and "an" are one, since a new value asks for its own. */
function tokens(text: string): string[] {
  return words(text).map((word) => (word === 'an' ? 'a' : word))
}

/** Tokens of the masked text with a value in each mask's place; a mask without a value is one odd word. */
function filled(masked: string, values: ReadonlyMap<string, string>): TemplateToken[] {
  return segments(masked).flatMap((part) => {
    const text = part.kind === 'literal' ? part.text : (values.get(attributeKey(part.name)) ?? part.name)
    return tokens(text).map((word) => ({ word, masked: part.kind === 'mask' }))
  })
}

// Costs of the alignment. To put another word, or none, in a mask's place is cheaper than to change the
// text around it, so that "sci-fi" is found to be the span of a mask whose value is "science fiction".
const EDIT = 2
const MASKED_EDIT = 1

/**
 * The text's tokens that no mask stands for: those that a cheapest alignment (Needleman and Wunsch, 1970)
 * of the text with the filled template does not put on a masked token.
 */
function outside(text: string, template: readonly TemplateToken[]): string[] {
  const given = tokens(text)
  const width = template.length + 1
  const cost = new Uint32Array((given.length + 1) * width)
  const at = (row: number, column: number): number => cost[row * width + column] ?? 0
  const skip = (column: number): number => (template[column - 1]?.masked === true ? MASKED_EDIT : EDIT)
  const pair = (row: number, column: number): number =>
    given[row - 1] === template[column - 1]?.word ? 0 : skip(column)

  for (let column = 1; column < width; column += 1) cost[column] = at(0, column - 1) + skip(column)
  for (let row = 1; row <= given.length; row += 1) {
    cost[row * width] = row * EDIT
    for (let column = 1; column < width; column += 1) {
      cost[row * width + column] = Math.min(
        at(row - 1, column - 1) + pair(row, column),
        at(row - 1, column) + EDIT,
        at(row, column - 1) + skip(column),
      )
    }
  }

  const kept: string[] = []
  let row = given.length
  let column = template.length
  while (row > 0) {
    if (column > 0 && at(row, column) === at(row - 1, column - 1) + pair(row, column)) {
      if (template[column - 1]?.masked !== true) kept.push(given[row - 1] ?? '')
      row -= 1
      column -= 1
    } else if (at(row, column) === at(row - 1, column) + EDIT) {
      kept.push(given[row - 1] ?? '')
      row -= 1
    } else {
      column -= 1
    }
  }
  return kept.reverse()
}

/** Fewest insertions, deletions and substitutions of tokens that turn one list into the other. */
export function levenshtein(one: readonly string[], other: readonly string[]): number {
  let previous = Uint32Array.from({ length: other.length + 1 }, (_, column) => column)
  for (let row = 1; row <= one.length; row += 1) {
    const current = new Uint32Array(other.length + 1)
    current[0] = row
    for (let column = 1; column <= other.length; column += 1) {
      const substitution = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1)
      current[column] = Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1)
    }
    previous = current
  }
  return previous[other.length] ?? 0
}
