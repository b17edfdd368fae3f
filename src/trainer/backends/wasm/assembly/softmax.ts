import { expOfNegative } from './exponential'
import { laneSum } from './vector'

/** Bytes of a row that are summed up in float32 before they join the row's sum, in float64. */
const RUN: usize = 4096

/**
 * out[r] = log sum_c exp(x[r, c] + bias[c]), of exponentials of nothing positive, so that none overflows. `bias` is 0 for
 * none. `cols` is at least 1.
 */
export function logSumExp(x: usize, bias: usize, out: usize, cols: usize, begin: usize, end: usize): void {
  const stride = cols << 2
  for (let r = begin; r < end; r++) {
    const row = x + r * stride
    const highest = bias == 0 ? highestOf(row, 0, stride, false) : highestOf(row, bias, stride, true)
    const sum = bias == 0 ? sumOf(row, 0, highest, stride, false) : sumOf(row, bias, highest, stride, true)
    store<f32>(out + (r << 2), <f32>(<f64>highest + Math.log(sum)))
  }
}

/** out[r, c] = factors[r] * exp(x[r, c] + bias[c] - logSums[r]). `bias` is 0 for none. */
export function softmaxRows(
  x: usize,
  bias: usize,
  logSums: usize,
  factors: usize,
  out: usize,
  cols: usize,
  begin: usize,
  end: usize,
): void {
  const stride = cols << 2
  for (let r = begin; r < end; r++) {
    const row = x + r * stride
    const to = out + r * stride
    const logSum = load<f32>(logSums + (r << 2))
    const factor = load<f32>(factors + (r << 2))
    if (bias == 0) softmaxRow(row, 0, logSum, factor, to, stride, false)
    else softmaxRow(row, bias, logSum, factor, to, stride, true)
  }
}

// @ts-ignore: decorator
@inline
function logits(x: usize, bias: usize, biased: bool): v128 {
  return biased ? f32x4.add(v128.load(x), v128.load(bias)) : v128.load(x)
}

/** One logit in every lane. */
// @ts-ignore: decorator
@inline
function oneLogit(x: usize, bias: usize, biased: bool): v128 {
  return f32x4.splat(biased ? load<f32>(x) + load<f32>(bias) : load<f32>(x))
}

/**
 * The highest number of a row, NaN left aside: `pmax` is one instruction, where `max`, which keeps NaN, is six. A NaN still
 * reaches the sum of the exponentials.
 */
// @ts-ignore: decorator
@inline
function highestOf(x: usize, bias: usize, bytes: usize, biased: bool): f32 {
  const vectorEnd = bytes & ~15
  let highest = f32x4.splat(-Infinity)
  let at: usize = 0
  for (; at < vectorEnd; at += 16) highest = f32x4.pmax(highest, logits(x + at, bias + at, biased))
  for (; at < bytes; at += 4) highest = f32x4.pmax(highest, oneLogit(x + at, bias + at, biased))
  return max<f32>(
    max<f32>(f32x4.extract_lane(highest, 0), f32x4.extract_lane(highest, 1)),
    max<f32>(f32x4.extract_lane(highest, 2), f32x4.extract_lane(highest, 3)),
  )
}

/** Sum of exp(x + bias - highest). */
// @ts-ignore: decorator
@inline
function sumOf(x: usize, bias: usize, highest: f32, bytes: usize, biased: bool): f64 {
  const vectorEnd = bytes & ~15
  const wide = f32x4.splat(highest)
  let total: f64 = 0
  let at: usize = 0
  while (at < vectorEnd) {
    const runEnd = min<usize>(at + RUN, vectorEnd)
    let sum = f32x4.splat(0)
    for (; at < runEnd; at += 16) {
      sum = f32x4.add(sum, expOfNegative(f32x4.sub(logits(x + at, bias + at, biased), wide)))
    }
    total += <f64>laneSum(sum)
  }
  for (; at < bytes; at += 4) {
    const power = expOfNegative(f32x4.sub(oneLogit(x + at, bias + at, biased), wide))
    total += <f64>f32x4.extract_lane(power, 0)
  }
  return total
}

// @ts-ignore: decorator
@inline
function softmaxRow(
  x: usize,
  bias: usize,
  logSum: f32,
  factor: f32,
  out: usize,
  bytes: usize,
  biased: bool,
): void {
  const vectorEnd = bytes & ~15
  const wideSum = f32x4.splat(logSum)
  const wideFactor = f32x4.splat(factor)
  let at: usize = 0
  for (; at < vectorEnd; at += 16) {
    const power = expOfNegative(f32x4.sub(logits(x + at, bias + at, biased), wideSum))
    v128.store(out + at, f32x4.mul(wideFactor, power))
  }
  for (; at < bytes; at += 4) {
    const power = expOfNegative(f32x4.sub(oneLogit(x + at, bias + at, biased), wideSum))
    v128.store_lane<f32>(out + at, f32x4.mul(wideFactor, power), 0)
  }
}
