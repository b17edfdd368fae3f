import { madd } from './vector'

/** out = a + factor * b. `out` may be `a`. */
export function addScaled(a: usize, b: usize, factor: f32, out: usize, count: usize): void {
  const end = count << 2
  const vectorEnd = end & ~15
  const wide = f32x4.splat(factor)
  let at: usize = 0
  for (; at < vectorEnd; at += 16) {
    v128.store(out + at, madd(wide, v128.load(b + at), v128.load(a + at)))
  }
  for (; at < end; at += 4) store<f32>(out + at, load<f32>(a + at) + factor * load<f32>(b + at))
}

/** out = factor * scalar[0] * x. */
export function scaleByScalar(x: usize, scalar: usize, factor: f32, out: usize, count: usize): void {
  const end = count << 2
  const vectorEnd = end & ~15
  const scale = factor * load<f32>(scalar)
  const wide = f32x4.splat(scale)
  let at: usize = 0
  for (; at < vectorEnd; at += 16) v128.store(out + at, f32x4.mul(wide, v128.load(x + at)))
  for (; at < end; at += 4) store<f32>(out + at, scale * load<f32>(x + at))
}

/** out[0] = sum of x². Summed in float64: a table has millions of entries. */
export function squaredNorm(x: usize, out: usize, count: usize): void {
  const end = count << 2
  const vectorEnd = end & ~15
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
  for (; at < end; at += 4) {
    const value = <f64>load<f32>(x + at)
    total += value * value
  }
  store<f32>(out, <f32>total)
}

/** out = max(x, 0), a NaN stays one. */
export function relu(x: usize, out: usize, count: usize): void {
  const end = count << 2
  const vectorEnd = end & ~15
  const zero = f32x4.splat(0)
  let at: usize = 0
  for (; at < vectorEnd; at += 16) v128.store(out + at, f32x4.max(v128.load(x + at), zero))
  for (; at < end; at += 4) store<f32>(out + at, max<f32>(load<f32>(x + at), 0))
}

/** out = gradient where the forward output was positive, else 0. */
export function reluBackward(output: usize, gradient: usize, out: usize, count: usize): void {
  const end = count << 2
  const vectorEnd = end & ~15
  const zero = f32x4.splat(0)
  let at: usize = 0
  for (; at < vectorEnd; at += 16) {
    const active = f32x4.gt(v128.load(output + at), zero)
    v128.store(out + at, v128.and(active, v128.load(gradient + at)))
  }
  for (; at < end; at += 4) {
    store<f32>(out + at, load<f32>(output + at) > 0 ? load<f32>(gradient + at) : 0)
  }
}
