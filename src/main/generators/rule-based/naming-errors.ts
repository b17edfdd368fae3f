import type { CatalogueAttribute } from '#shared/contract/catalogue.ts'
import type { AttributeChange } from '#shared/contract/proposals.ts'
import type { Random } from './random.ts'
import { type KnownAttribute, valueKey } from './vocabulary.ts'

/**
 * The changes with a share of their old values named wrongly, each as another value of the same attribute that the item does
 * not have. The texts stay: it is the label that is wrong. Where comparable items have no third value, the name stays right.
 *
 * @param share of the changes, 0 to 1: each is wrong with this probability
 */
export function misname(
  changes: readonly AttributeChange[],
  attributes: readonly { attribute: CatalogueAttribute; known: KnownAttribute }[],
  share: number,
  random: Random,
): AttributeChange[] {
  return changes.map((change) => {
    const isWrong = random() < share
    const place = random()
    // A second change of an attribute has a number behind its name.
    const found = attributes.find(({ attribute }) => change.name.replace(/ \d+$/, '') === attribute.name)
    if (!isWrong || found === undefined) return change
    const taken = [...found.attribute.values, change.from, change.to].map(valueKey)
    const others = [...found.known.values].filter(([key]) => !taken.includes(key))
    const wrong = others[Math.floor(place * others.length)]
    return wrong === undefined ? change : { ...change, from: wrong[1].value }
  })
}
