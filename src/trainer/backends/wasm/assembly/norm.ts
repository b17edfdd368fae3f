import { scaleRow } from './rows'
import { dot } from './vector'

/** Rows that are summed up on their own, on any thread: the result does not depend on the threads. */
const BLOCK: usize = 64

/**
 * partials[b] = sum over the rows r of block b of weights[r] * |x[r]|^2, in float64: a table has millions of
 * entries. begin to end counts blocks of 64 of the `rows` rows.
 */
export function squaredNorm(
  x: usize,
  weights: usize,
  partials: usize,
  rows: usize,
  cols: usize,
  begin: usize,
  end: usize,
): void {
  const stride = cols << 2
  for (let block = begin; block < end; block++) {
    const last = min<usize>((block + 1) * BLOCK, rows)
    let total: f64 = 0
    for (let r = block * BLOCK; r < last; r++) {
      total += <f64>load<f32>(weights + (r << 2)) * squares(x + r * stride, stride)
    }
    store<f64>(partials + (block << 3), total)
  }
}

// @ts-ignore: decorator
@inline
function squares(x: usize, bytes: usize): f64 {
  const vectorEnd = bytes & ~15
  let low = f64x2.splat(0)
  let high = low
  let at: usize = 0
  for (; at < vectorEnd; at += 16) {
    const value = v128.load(x + at)
    const a = f64x2.promote_low_f32x4(value)
    const b = f64x2.promote_low_f32x4(i8x16.shuffle(value, value, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15))
    low = f64x2.add(low, f64x2.mul(a, a))
    high = f64x2.add(high, f64x2.mul(b, b))
  }
  const sum = f64x2.add(low, high)
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
  for (; at < bytes; at += 4) {
    const value = <f64>load<f32>(x + at)
    total += value * value
  }
  return total
}

/** out[r] = 2 * gradient[0] * weights[r] * x[r]. */
export function squaredNormBackward(
  x: usize,
  weights: usize,
  gradient: usize,
  out: usize,
  cols: usize,
  begin: usize,
  end: usize,
): void {
  const stride = cols << 2
  const factor = <f32>2 * load<f32>(gradient)
  for (let r = begin; r < end; r++) {
    scaleRow(x + r * stride, factor * load<f32>(weights + (r << 2)), out + r * stride, stride)
  }
}

/** out[r] = 1 / |x[r]|, or 0 for a row of length 1e-12 or less. */
export function inverseNorms(x: usize, out: usize, cols: usize, begin: usize, end: usize): void {
  const stride = cols << 2
  for (let r = begin; r < end; r++) {
    const row = x + r * stride
    const squares = dot(row, row, stride)
    store<f32>(out + (r << 2), squares > 1e-24 ? 1 / sqrt<f32>(squares) : 0)
  }
}
