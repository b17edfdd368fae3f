import type { Matrix as Float64Matrix } from 'ml-matrix'

/** How sharply values compete: readings that differ by so much differ by a factor of e. */
const TEMPERATURE = 0.1
/** The reading that "none of the values" has. A text that has a value is read near 1, one that has not near 0. */
const NONE = 0.3
/** Less likely values count as impossible: nearly all of them are, and zeros cost nothing. */
const NEGLIGIBLE = 1e-4

/**
 * How likely a text has each value of one attribute: softmax over the values v and "none of them",
 * q_v = exp(r_v / 0.1) / (exp(0.3 / 0.1) + sum_w exp(r_w / 0.1)). It supposes that a text has one value of an attribute at most; of several
 * the strongest stands out.
 * @param readings r, [texts, values of the attribute]; overwritten with q
 */
export function compete(readings: Float64Matrix): Float64Matrix {
  for (let row = 0; row < readings.rows; row++) {
    let highest = NONE
    for (let column = 0; column < readings.columns; column++) {
      highest = Math.max(highest, readings.get(row, column))
    }
    let sum = Math.exp((NONE - highest) / TEMPERATURE)
    for (let column = 0; column < readings.columns; column++) {
      const weight = Math.exp((readings.get(row, column) - highest) / TEMPERATURE)
      readings.set(row, column, weight)
      sum += weight
    }
    for (let column = 0; column < readings.columns; column++) {
      const likely = readings.get(row, column) / sum
      readings.set(row, column, likely < NEGLIGIBLE ? 0 : likely)
    }
  }
  return readings
}
