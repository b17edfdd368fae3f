import type { AttributeVerdict } from '#shared/attributes/verdict.ts'
import type { AttributeSuggestion } from '#shared/contract/attributes.ts'
import { granularityRule } from './granularity-rule.ts'
import type { Merge, MergeRule, Term } from './merge-rule.ts'
import { misspellingRule } from './misspelling-rule.ts'
import { type ModelAnswers, NO_ANSWERS } from './model-answers.ts'
import { pluralRule } from './plural-rule.ts'
import { spacingRule } from './spacing-rule.ts'
import { spellingRule } from './spelling-rule.ts'

/** In the order in which they are asked: a term gets one suggestion, of the first that has one, and a model comes last. */
const RULES: readonly MergeRule[] = [spacingRule, pluralRule, spellingRule, misspellingRule, granularityRule]

/** Rare values go together where an attribute occurs so often that they teach nothing by themselves. */
const RARE = { occurrencesOfAttribute: 20, values: 3 } as const
const OTHER = 'other'

/** An attribute as its verdicts have it so far, with its values, merged ones counted as what they are merged into. */
export interface AttributeTerms extends Term {
  readonly values: readonly Term[]
}

/**
 * Merges that the rules and, where one was asked, a model propose, names before values. Nothing is proposed for what a curator has
 * already decided on.
 *
 * @param isDecided whether a verdict stands on this name (value null) or on this value of the attribute
 */
export function suggestMerges(
  attributes: readonly AttributeTerms[],
  isDecided: (name: string, value: string | null) => boolean,
  answers: ModelAnswers = NO_ANSWERS,
): AttributeSuggestion[] {
  const isOpen = ({ text }: Term) => !isDecided(text, null)
  const names = proposedMerges(attributes, isOpen, answers.ofNames).map(({ rule, from, into, reason }) =>
    suggestion(rule, reason, [{ kind: 'name', name: from.text, into: into.text }]),
  )
  return [...names, ...attributes.flatMap((attribute) => valueMerges(attribute, isDecided, answers))]
}

function suggestion(
  rule: AttributeSuggestion['rule'],
  reason: string,
  verdicts: AttributeVerdict[],
): AttributeSuggestion {
  return { source: rule === 'model' ? 'model' : 'rules', rule, reason, verdicts }
}

function valueMerges(
  { text: name, count, values }: AttributeTerms,
  isDecided: (name: string, value: string | null) => boolean,
  answers: ModelAnswers,
): AttributeSuggestion[] {
  const isOpen = ({ text }: Term) => !isDecided(name, text)
  const merges = proposedMerges(values, isOpen, answers.ofValues(name))
  const touched = new Set(merges.flatMap(({ from, into }) => [from.text, into.text]))
  const rare = values.filter(
    (value) => value.count === 1 && value.text !== OTHER && !touched.has(value.text) && isOpen(value),
  )
  const verdictOf = (value: string, into: string): AttributeVerdict => ({ kind: 'value', name, value, into })
  const suggestions = merges.map(({ rule, from, into, reason }) =>
    suggestion(rule, reason, [verdictOf(from.text, into.text)]),
  )
  if (count < RARE.occurrencesOfAttribute || rare.length < RARE.values) return suggestions
  return [
    ...suggestions,
    suggestion(
      'rare',
      `${rare.length} values of “${name}” occur once each`,
      rare.map(({ text }) => verdictOf(text, OTHER)),
    ),
  ]
}

/** At most one merge for each open term, and no circle among them. */
function proposedMerges(
  terms: readonly Term[],
  isOpen: (term: Term) => boolean,
  model: MergeRule,
): (Merge & { rule: MergeRule['name'] })[] {
  const next = new Map<string, string>()
  const leadsTo = (start: string, end: string): boolean => {
    for (let at: string | undefined = start; at !== undefined; at = next.get(at)) if (at === end) return true
    return false
  }
  return [...RULES, model].flatMap(({ name: rule, merges }) =>
    merges(terms).flatMap((merge) => {
      const { from, into } = merge
      if (!isOpen(from) || next.has(from.text) || leadsTo(into.text, from.text)) return []
      next.set(from.text, into.text)
      return [{ ...merge, rule }]
    }),
  )
}
