import type { ModelMerge } from '#main/store/model-merge-repository.ts'
import type { AttributeLookup } from '#shared/attributes/scheme.ts'
import type { Merge, MergeRule, Term } from './merge-rule.ts'

/** What a language model said of names and values, as rules beside the others. */
export interface ModelAnswers {
  readonly ofNames: MergeRule
  /** @param attribute as its name stands after merging */
  ofValues(attribute: string): MergeRule
}

/** No model was asked. */
export const NO_ANSWERS: ModelAnswers = { ofNames: ruleOf([]), ofValues: () => ruleOf([]) }

/** @param lookup of what curators merged since the model was asked */
export function modelAnswers(merges: readonly ModelMerge[], lookup: AttributeLookup): ModelAnswers {
  const byAttribute = Map.groupBy(merges, ({ attribute }) =>
    attribute === null ? null : lookup.name(attribute),
  )
  return {
    ofNames: ruleOf(byAttribute.get(null) ?? []),
    ofValues: (attribute) => ruleOf(byAttribute.get(attribute) ?? []),
  }
}

/** What the model merged, as far as both terms occur. */
function ruleOf(said: readonly ModelMerge[]): MergeRule {
  return {
    name: 'model',
    merges(terms) {
      const known = new Map<string, Term>(terms.map((term) => [term.text, term]))
      return said.flatMap(({ from: merged, into: target, reason, model }): Merge[] => {
        const [from, into] = [known.get(merged), known.get(target)]
        if (from === undefined || into === undefined || from === into) return []
        return [{ from, into, reason: `${model}: ${reason}` }]
      })
    },
  }
}
