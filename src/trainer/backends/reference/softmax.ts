import type { Tensor } from '../backend.ts'
import { get } from './reference-tensor.ts'

/** x[row, col] + bias[col] */
export function logit(x: Tensor, bias: Tensor | null, row: number, col: number): number {
  return get(x, row, col) + (bias === null ? 0 : get(bias, col, 0))
}

/** log sum_c exp(x[row, c] + bias[c]). Of exponentials of nothing positive, so that none overflows. */
export function logSumOfRow(x: Tensor, bias: Tensor | null, row: number): number {
  let highest = Number.NEGATIVE_INFINITY
  for (let col = 0; col < x.cols; col++) highest = Math.max(highest, logit(x, bias, row, col))
  let sum = 0
  for (let col = 0; col < x.cols; col++) sum += Math.exp(logit(x, bias, row, col) - highest)
  return highest + Math.log(sum)
}
