import type { AttributeChange } from '#shared/contract/proposals.ts'
import { fittingArticle } from '#shared/wording/article.ts'
import { inCaseOf } from '#shared/wording/letter-case.ts'
import { plural } from '#shared/wording/number.ts'

export interface Rewriting {
  /** The text with `[MASK:name]` in the place of each old value. */
  masked: string
  /** The text with the new values there. */
  text: string
  /** Names of the attributes whose value was found. */
  found: Set<string>
}

/** Exchanges all values at once, as whole words, in the case and number in which the old one stands. */
export function rewrite(
  original: string,
  changes: readonly Pick<AttributeChange, 'name' | 'from' | 'to'>[],
): Rewriting {
  // The longest first: "stainless steel" is one value, although "steel" may be another.
  const ordered = [...changes].sort((a, b) => b.from.length - a.from.length)
  const found = new Set<string>()
  if (ordered.length === 0) return { masked: original, text: original, found }
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])(?:(an?)(\\s+))?(?:${ordered.map((change) => `(${valuePattern(change.from)})`).join('|')})(?![\\p{L}\\p{N}])`,
    'giu',
  )
  let masked = ''
  let text = ''
  let end = 0
  for (const match of original.matchAll(pattern)) {
    const [whole, article = '', space = '', ...values] = match
    const index = values.findIndex((value) => value !== undefined)
    const change = ordered[index]
    const old = values[index]
    if (change === undefined || old === undefined) continue
    const before = original.slice(end, match.index)
    const surface = likeOld(old, change.from, change.to)
    masked += `${before}${article}${space}[MASK:${change.name}]`
    text += `${before}${fittingArticle(article, old, surface)}${space}${surface}`
    end = match.index + whole.length
    found.add(change.name)
  }
  return { masked: masked + original.slice(end), text: text + original.slice(end), found }
}

/** The value's words with any space or hyphen between them, the last one perhaps in the plural. */
function valuePattern(value: string): string {
  const words = value.match(/[\p{L}\p{N}'’]+/gu) ?? []
  const last = words.at(-1) ?? ''
  const stem = last.endsWith('y') ? `${last.slice(0, -1)}(?:y|ies)` : `${last}(?:e?s)?`
  return [...words.slice(0, -1), stem].join('[\\s-]+')
}

function likeOld(old: string, from: string, to: string): string {
  return inCaseOf(old, isPlural(old, from) ? plural(to) : to)
}

function isPlural(old: string, from: string): boolean {
  return old.length > from.length && /s$/i.test(old)
}
