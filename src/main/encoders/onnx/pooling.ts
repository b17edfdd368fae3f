import { assertNever } from '#shared/assert-never.ts'
import type { Pooling } from './model.ts'

/**
 * One vector per text of its tokens' vectors, not normalised.
 *
 * @param values row-major [rows, length, dimensions]
 * @param mask row-major [rows, length]: 1 for a token, 0 for padding
 * @returns row-major [rows, dimensions]; zeros for a text without tokens
 */
export function pool(
  values: Float32Array,
  mask: BigInt64Array,
  [rows, length, dimensions]: readonly [number, number, number],
  pooling: Pooling,
): Float32Array {
  const pooled = new Float32Array(rows * dimensions)
  for (let row = 0; row < rows; row++) {
    const tokens = Array.from({ length }, (_, at) => at).filter((at) => mask[row * length + at] === 1n)
    const vector = pooled.subarray(row * dimensions, (row + 1) * dimensions)
    const token = (at: number) =>
      values.subarray((row * length + at) * dimensions, (row * length + at + 1) * dimensions)
    const [first] = tokens
    const last = tokens.at(-1)
    if (first === undefined || last === undefined) continue
    switch (pooling) {
      case 'cls':
        vector.set(token(first))
        break
      case 'last':
        vector.set(token(last))
        break
      case 'mean':
        for (const at of tokens) addTo(vector, token(at))
        for (let axis = 0; axis < dimensions; axis++) vector[axis] = (vector[axis] ?? 0) / tokens.length
        break
      case 'max':
        vector.set(token(first))
        for (const at of tokens) raiseTo(vector, token(at))
        break
      default:
        assertNever(pooling)
    }
  }
  return pooled
}

function addTo(sum: Float32Array, token: Float32Array): void {
  for (let axis = 0; axis < sum.length; axis++) sum[axis] = (sum[axis] ?? 0) + (token[axis] ?? 0)
}

function raiseTo(highest: Float32Array, token: Float32Array): void {
  for (let axis = 0; axis < highest.length; axis++) {
    highest[axis] = Math.max(highest[axis] ?? 0, token[axis] ?? 0)
  }
}
