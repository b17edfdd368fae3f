/** A name or a value of an attribute, normalised, with how often it occurs. */
export interface Term {
  readonly text: string
  readonly count: number
}

/** A term that may count as another one. */
export interface Merge {
  readonly from: Term
  readonly into: Term
  /** For the curator: a sentence without a full stop. */
  readonly reason: string
}

export interface MergeRule {
  readonly name: 'spacing' | 'plural' | 'spelling' | 'misspelling' | 'granularity' | 'model'
  /** What looks like the same, or like a part of it. Never a term with itself. */
  merges(terms: readonly Term[]): Merge[]
}

/** The better term first: the more frequent one, then the shorter one, then by the alphabet. */
export function byPreference(a: Term, b: Term): number {
  return b.count - a.count || a.text.length - b.text.length || (a.text < b.text ? -1 : 1)
}

/** Merges terms that have the same form into the best of them. */
export function mergesOfSameForm(
  terms: readonly Term[],
  formOf: (text: string) => string,
  reason: (from: Term, into: Term) => string,
): Merge[] {
  return [...Map.groupBy(terms, ({ text }) => formOf(text)).values()].flatMap((alike) => {
    const [into, ...others] = alike.toSorted(byPreference)
    return into === undefined ? [] : others.map((from) => ({ from, into, reason: reason(from, into) }))
  })
}
