import { z } from 'zod'

/** How often what a model makes of attributes is what people like. */
export const ProbeAgreement = z.strictObject({
  /** Test interactions whose item has at least two key attributes that could be exchanged. */
  pairs: z.int().nonnegative(),
  /** Share in which, among the key attributes, the one with the greatest effect on the score is the one with the greatest effect on the liking. */
  hits: z.number(),
  /** The same of an attribute at random. */
  chance: z.number(),
  /** Share in which the attribute with the greatest effect on the score is a key one, among all that could be exchanged. */
  key: z.number(),
  keyChance: z.number(),
})
export type ProbeAgreement = z.infer<typeof ProbeAgreement>

/** An attribute of an item, for a user. */
export interface ProbedAttribute {
  readonly isKey: boolean
  /** On the model's score. */
  readonly effect: number
  /** On what the user thinks of the item. */
  readonly liking: number
}

/** @param pairs the attributes of each test interaction's item, for its user; those with less than two key attributes do not count */
export function probeAgreement(pairs: readonly (readonly ProbedAttribute[])[]): ProbeAgreement {
  const counted = pairs.filter((attributes) => keyAmong(attributes).length >= 2)
  const share = (of: (attributes: readonly ProbedAttribute[]) => number) =>
    counted.length === 0 ? 0 : counted.reduce((sum, attributes) => sum + of(attributes), 0) / counted.length
  return {
    pairs: counted.length,
    hits: share((attributes) => {
      const key = keyAmong(attributes)
      return greatest(key, ({ effect }) => effect) === greatest(key, ({ liking }) => liking) ? 1 : 0
    }),
    chance: share((attributes) => 1 / keyAmong(attributes).length),
    key: share((attributes) => (greatest(attributes, ({ effect }) => effect)?.isKey === true ? 1 : 0)),
    keyChance: share((attributes) => keyAmong(attributes).length / attributes.length),
  }
}

function keyAmong(attributes: readonly ProbedAttribute[]): ProbedAttribute[] {
  return attributes.filter(({ isKey }) => isKey)
}

/** The first of equal ones. */
function greatest(
  attributes: readonly ProbedAttribute[],
  of: (attribute: ProbedAttribute) => number,
): ProbedAttribute | undefined {
  return attributes.reduce<ProbedAttribute | undefined>(
    (best, next) => (best === undefined || of(next) > of(best) ? next : best),
    undefined,
  )
}
