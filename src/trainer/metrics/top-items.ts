/**
 * Indices of the `count` highest scores, best first; equal scores in order of the index. A score of
 * -Infinity marks an item that may not be recommended; fewer than `count` come back if too few are left.
 *
 * One pass: most items fall to the first comparison with the worst score kept so far.
 */
export function topItems(scores: Float32Array, count: number): Int32Array {
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
