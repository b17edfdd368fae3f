/**
 * Backend.highestScoring from scores that are already there.
 * @param scores of the candidates, row after row, `perUser` to a row
 */
export function highestOfScores(scores: Float32Array, candidates: Int32Array, perUser: number): Int32Array {
  const highest = new Int32Array(candidates.length / perUser)
  for (let row = 0; row < highest.length; row++) {
    let place = row * perUser
    let best = Number.NEGATIVE_INFINITY
    for (let at = row * perUser; at < (row + 1) * perUser; at++) {
      const score = scores[at] ?? Number.NaN
      // Neither a NaN nor an equal score is greater: the first one stays.
      if (!(score > best)) continue
      best = score
      place = at
    }
    highest[row] = candidates[place] ?? -1
  }
  return highest
}
