import { madd } from './vector'

/** out = a + factor * b. `out` may be `a`. */
export function addScaled(a: usize, b: usize, factor: f32, out: usize, begin: usize, end: usize): void {
  const last = end << 2
  const vectorEnd = last - ((last - (begin << 2)) & 15)
  const wide = f32x4.splat(factor)
  let at = begin << 2
  for (; at < vectorEnd; at += 16) {
    v128.store(out + at, madd(wide, v128.load(b + at), v128.load(a + at)))
  }
  for (; at < last; at += 4) store<f32>(out + at, load<f32>(a + at) + factor * load<f32>(b + at))
}

/** out = a * b, element by element. */
export function multiply(a: usize, b: usize, out: usize, begin: usize, end: usize): void {
  const last = end << 2
  const vectorEnd = last - ((last - (begin << 2)) & 15)
  let at = begin << 2
  for (; at < vectorEnd; at += 16) v128.store(out + at, f32x4.mul(v128.load(a + at), v128.load(b + at)))
  for (; at < last; at += 4) store<f32>(out + at, load<f32>(a + at) * load<f32>(b + at))
}

/** out = factor * scalar[0] * x. */
export function scaleByScalar(x: usize, scalar: usize, factor: f32, out: usize, begin: usize, end: usize): void {
  const last = end << 2
  const vectorEnd = last - ((last - (begin << 2)) & 15)
  const scale = factor * load<f32>(scalar)
  const wide = f32x4.splat(scale)
  let at = begin << 2
  for (; at < vectorEnd; at += 16) v128.store(out + at, f32x4.mul(wide, v128.load(x + at)))
  for (; at < last; at += 4) store<f32>(out + at, scale * load<f32>(x + at))
}

/** out = max(x, 0), a NaN stays one. */
export function relu(x: usize, out: usize, begin: usize, end: usize): void {
  const last = end << 2
  const vectorEnd = last - ((last - (begin << 2)) & 15)
  const zero = f32x4.splat(0)
  let at = begin << 2
  for (; at < vectorEnd; at += 16) v128.store(out + at, f32x4.max(v128.load(x + at), zero))
  for (; at < last; at += 4) store<f32>(out + at, max<f32>(load<f32>(x + at), 0))
}

/** out = gradient where the forward output was positive, else 0. */
export function reluBackward(output: usize, gradient: usize, out: usize, begin: usize, end: usize): void {
  const last = end << 2
  const vectorEnd = last - ((last - (begin << 2)) & 15)
  const zero = f32x4.splat(0)
  let at = begin << 2
  for (; at < vectorEnd; at += 16) {
    const active = f32x4.gt(v128.load(output + at), zero)
    v128.store(out + at, v128.and(active, v128.load(gradient + at)))
  }
  for (; at < last; at += 4) {
    store<f32>(out + at, load<f32>(output + at) > 0 ? load<f32>(gradient + at) : 0)
  }
}
