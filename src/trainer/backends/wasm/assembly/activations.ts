import { expOfNegative } from './exponential'

/** out = 1 / (1 + exp(-x)), a NaN stays one. */
export function sigmoid(x: usize, out: usize, begin: usize, end: usize): void {
  const last = end << 2
  const vectorEnd = last - ((last - (begin << 2)) & 15)
  let at = begin << 2
  for (; at < vectorEnd; at += 16) v128.store(out + at, sigmoidOf(v128.load(x + at)))
  for (; at < last; at += 4) v128.store_lane<f32>(out + at, sigmoidOf(v128.load32_splat(x + at)), 0)
}

/** out = gradient * output * (1 - output). */
export function sigmoidBackward(output: usize, gradient: usize, out: usize, begin: usize, end: usize): void {
  const last = end << 2
  const vectorEnd = last - ((last - (begin << 2)) & 15)
  const one = f32x4.splat(1)
  let at = begin << 2
  for (; at < vectorEnd; at += 16) {
    const value = v128.load(output + at)
    const slope = f32x4.mul(value, f32x4.sub(one, value))
    v128.store(out + at, f32x4.mul(v128.load(gradient + at), slope))
  }
  for (; at < last; at += 4) {
    const value = load<f32>(output + at)
    store<f32>(out + at, load<f32>(gradient + at) * (value * (1 - value)))
  }
}

/** out = tanh(x), a NaN stays one. */
export function tanh(x: usize, out: usize, begin: usize, end: usize): void {
  const last = end << 2
  const vectorEnd = last - ((last - (begin << 2)) & 15)
  let at = begin << 2
  for (; at < vectorEnd; at += 16) v128.store(out + at, tanhOf(v128.load(x + at)))
  for (; at < last; at += 4) v128.store_lane<f32>(out + at, tanhOf(v128.load32_splat(x + at)), 0)
}

/** out = gradient * (1 - output^2). */
export function tanhBackward(output: usize, gradient: usize, out: usize, begin: usize, end: usize): void {
  const last = end << 2
  const vectorEnd = last - ((last - (begin << 2)) & 15)
  const one = f32x4.splat(1)
  let at = begin << 2
  for (; at < vectorEnd; at += 16) {
    const value = v128.load(output + at)
    const slope = f32x4.sub(one, f32x4.mul(value, value))
    v128.store(out + at, f32x4.mul(v128.load(gradient + at), slope))
  }
  for (; at < last; at += 4) {
    const value = load<f32>(output + at)
    store<f32>(out + at, load<f32>(gradient + at) * (1 - value * value))
  }
}

/** With p = exp(-|x|): 1 / (1 + p) for positive x, p / (1 + p) for others. */
// @ts-ignore: decorator
@inline
function sigmoidOf(x: v128): v128 {
  const one = f32x4.splat(1)
  const power = expOfNegative(f32x4.neg(f32x4.abs(x)))
  const above = v128.bitselect(one, power, f32x4.gt(x, f32x4.splat(0)))
  return f32x4.div(above, f32x4.add(one, power))
}

/** (1 - p) / (1 + p) of |x| with p = exp(-2 |x|), which loses digits near 0: there, the series at 0. */
// @ts-ignore: decorator
@inline
function tanhOf(x: v128): v128 {
  const one = f32x4.splat(1)
  const magnitude = f32x4.abs(x)
  const power = expOfNegative(f32x4.mul(magnitude, f32x4.splat(-2)))
  const unsigned = f32x4.div(f32x4.sub(one, power), f32x4.add(one, power))
  const far = v128.bitselect(x, unsigned, i32x4.splat(0x80000000))
  const square = f32x4.mul(x, x)
  let series = f32x4.add(f32x4.mul(square, f32x4.splat(62.0 / 2835)), f32x4.splat(-17.0 / 315))
  series = f32x4.add(f32x4.mul(square, series), f32x4.splat(2.0 / 15))
  series = f32x4.add(f32x4.mul(square, series), f32x4.splat(-1.0 / 3))
  const near = f32x4.mul(x, f32x4.add(f32x4.mul(square, series), one))
  return v128.bitselect(near, far, f32x4.lt(magnitude, f32x4.splat(0.25)))
}
