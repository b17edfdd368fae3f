import type { Lists } from './backend.ts'

/**
 * Backend.topItems from scores that are already there.
 * @param scores [users, items], row after row; excluded ones are overwritten
 * @returns `count` items per user, row after row; -1 where too few are left
 */
export function topItemsOfScores(
  scores: Float32Array,
  users: number,
  excluded: Lists,
  count: number,
): Int32Array {
  const items = scores.length / users
  const lists = new Int32Array(users * count).fill(-1)
  for (let user = 0; user < users; user++) {
    const own = scores.subarray(user * items, (user + 1) * items)
    for (const item of excluded.values.subarray(excluded.offsets[user], excluded.offsets[user + 1])) {
      own[item] = Number.NEGATIVE_INFINITY
    }
    lists.set(bestOf(own, count), user * count)
  }
  return lists
}

/**
 * Indices of the highest scores, best first. One pass: most items fall to the first comparison with the
 * worst score kept so far, and so do -Infinity and NaN.
 */
function bestOf(scores: Float32Array, count: number): Int32Array {
  const items = new Int32Array(count)
  const kept = new Float32Array(count)
  let length = 0
  let threshold = Number.NEGATIVE_INFINITY
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item] ?? Number.NEGATIVE_INFINITY
    if (!(score > threshold)) continue
    if (length < count) length++
    let place = length - 1
    // Strictly lower ones move down, so an equal score keeps its earlier place.
    while (place > 0 && (kept[place - 1] ?? 0) < score) {
      kept[place] = kept[place - 1] ?? 0
      items[place] = items[place - 1] ?? 0
      place--
    }
    kept[place] = score
    items[place] = item
    if (length === count) threshold = kept[count - 1] ?? threshold
  }
  return items.subarray(0, length)
}
