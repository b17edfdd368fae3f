import type { Matrix } from '../data/features.ts'
import { compete } from './competing-values.ts'
import { allTexts, knownValues, type LabelledTexts } from './labelled-texts.ts'
import { ridgeRegression } from './ridge-regression.ts'
import { valueColumns } from './value-columns.ts'

/**
 * How unsure the attribute reader is of each item, from what is labelled so far: the entropy of the competing values of an attribute
 * ("none of them" among them), in nats, mean over the key attributes; uncertainty sampling (Lewis & Gale 1994; Settles 2009, equation for
 * entropy). Without self-training, which is sure of what it told itself.
 * @param items [items, d]
 * @returns [items], from 0
 */
export function readingDoubts(texts: LabelledTexts, items: Matrix, ridge: number): Float32Array {
  const columns = valueColumns(texts.labels)
  const keys = [...columns.ofAttribute.keys()].filter(
    (attribute) => texts.labels.attributes[attribute]?.role === 'key',
  )
  const doubts = new Float64Array(items.rows)
  if (keys.length === 0) return Float32Array.from(doubts)
  const learn = ridgeRegression(allTexts(texts), ridge)
  for (const attribute of keys) {
    const likely = compete(learn(knownValues(texts, columns, attribute).values)(items))
    for (let item = 0; item < items.rows; item++) {
      doubts[item] = (doubts[item] ?? 0) + entropy(likely.getRow(item)) / keys.length
    }
  }
  return Float32Array.from(doubts)
}

/** Of probabilities of which one, the rest to 1, is left out. */
function entropy(likely: readonly number[]): number {
  const none = Math.max(0, 1 - likely.reduce((sum, value) => sum + value, 0))
  return [...likely, none].reduce((sum, value) => (value > 0 ? sum - value * Math.log(value) : sum), 0)
}
