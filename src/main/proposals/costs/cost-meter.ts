import { type ItemCost, meanCost } from './item-cost.ts'
import { NEWEST_ITEMS } from './measured-costs.ts'

/**
 * What an item of a running job takes of its model, by the newest ones. Answers tell it better than the times at which
 * items end: those of a window end together.
 */
export class CostMeter {
  readonly #costs: ItemCost[]

  /** @param earlier of other jobs, the newest first: what is known before this one's first item */
  constructor(earlier: readonly ItemCost[]) {
    this.#costs = earlier.slice(0, NEWEST_ITEMS).toReversed()
  }

  add(cost: ItemCost): void {
    this.#costs.push(cost)
    if (this.#costs.length > NEWEST_ITEMS) this.#costs.shift()
  }

  /** Null where nothing is known. */
  mean(): ItemCost | null {
    return meanCost(this.#costs)
  }
}
