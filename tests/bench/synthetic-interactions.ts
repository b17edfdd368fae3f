import { AliasTable } from '#trainer/data/alias-table.ts'
import { Rng } from '#trainer/data/rng.ts'

export interface SyntheticSize {
  readonly users: number
  readonly items: number
  readonly interactions: number
}

/** Amazon Baby after its usual 5-core filter and split: the training part. */
export const BABY: SyntheticSize = { users: 19_445, items: 7_050, interactions: 118_551 }

/** As many interactions as a large shop has in a season. */
export const LARGE: SyntheticSize = { users: 1_000_000, items: 200_000, interactions: 10_000_000 }

/** No user of a 5-core data set has fewer training items. */
const LEAST_PER_USER = 3
/** Popularity falls with the rank to these powers, flattened at the head. */
const USER_EXPONENT = 0.5
const ITEM_EXPONENT = 0.8
const HEAD = 10

/**
 * Distinct pairs of a shop in which few items and users have most of the interactions: each user first draws
 * three items, then pairs are drawn until there are enough of them. The user of rank r is drawn with a weight of
 * (r + 10)^-0.5, the item of rank r with (r + 10)^-0.8; ranks are dealt at random.
 *
 * @returns user, item, user, item, ...: ascending
 * @throws RangeError where so many pairs do not fit the shop
 */
export function syntheticInteractions(size: SyntheticSize, seed: number): Int32Array {
  const { users, items, interactions } = size
  if (interactions < LEAST_PER_USER * users || interactions > (users * items) / 2) {
    throw new RangeError(`${users} users and ${items} items cannot have ${interactions} interactions.`)
  }
  const generator = new Rng(seed, 'synthetic interactions')
  const drawUser = weightedDraw(users, USER_EXPONENT, generator)
  const drawItem = weightedDraw(items, ITEM_EXPONENT, generator)
  const keys = new Float64Array(interactions)
  for (let user = 0; user < users; user++) drawFirst(keys, user, items, drawItem)
  // Repeated draws are drawn again: the same as drawing one by one until there are enough.
  let filled = LEAST_PER_USER * users
  while (filled < interactions) {
    for (; filled < interactions; filled++) keys[filled] = drawUser() * items + drawItem()
    keys.sort()
    filled = dropRepeats(keys)
  }
  keys.sort()
  const pairs = new Int32Array(2 * interactions)
  for (let k = 0; k < interactions; k++) {
    const user = Math.floor((keys[k] ?? 0) / items)
    pairs[2 * k] = user
    pairs[2 * k + 1] = (keys[k] ?? 0) - user * items
  }
  return pairs
}

function drawFirst(keys: Float64Array, user: number, items: number, drawItem: () => number): void {
  const start = LEAST_PER_USER * user
  for (let end = start; end < start + LEAST_PER_USER; ) {
    const key = user * items + drawItem()
    if (!keys.subarray(start, end).includes(key)) keys[end++] = key
  }
}

/** Moves the distinct ones of ascending keys to the front and gives their number. */
function dropRepeats(keys: Float64Array): number {
  let kept = 0
  for (let k = 0; k < keys.length; k++) {
    const key = keys[k] ?? 0
    if (kept === 0 || key !== keys[kept - 1]) keys[kept++] = key
  }
  return kept
}

/** Draws numbers below n, the one of rank r with a weight of (r + HEAD)^-exponent. */
function weightedDraw(n: number, exponent: number, generator: Rng): () => number {
  const ofRank = Int32Array.from({ length: n }, (_, rank) => rank)
  generator.shuffle(ofRank)
  const table = new AliasTable(
    ofRank,
    Float64Array.from({ length: n }, (_, rank) => (rank + HEAD) ** -exponent),
  )
  return () => table.draw(generator)
}
