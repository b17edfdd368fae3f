import { accumulate, dot } from './vector'

/** out[r] = x[indices[r]]; index -1 gives a row of zeros. */
export function gather(x: usize, indices: usize, out: usize, rows: usize, cols: usize): void {
  const stride = cols << 2
  for (let r: usize = 0; r < rows; r++) {
    const index = load<i32>(indices + (r << 2))
    if (index < 0) memory.fill(out + r * stride, 0, stride)
    else memory.copy(out + r * stride, x + <usize>index * stride, stride)
  }
}

/** into[indices[r]] += factor * x[r], in the order of the list; index -1 is passed over. */
export function scatterAdd(into: usize, indices: usize, x: usize, factor: f32, rows: usize, cols: usize): void {
  const stride = cols << 2
  for (let r: usize = 0; r < rows; r++) {
    const index = load<i32>(indices + (r << 2))
    if (index >= 0) accumulate(into + <usize>index * stride, x + r * stride, factor, stride)
  }
}

/** out[r] = <a[r], b[r]>. */
export function rowDot(a: usize, b: usize, out: usize, rows: usize, cols: usize): void {
  const stride = cols << 2
  for (let r: usize = 0; r < rows; r++) {
    store<f32>(out + (r << 2), dot(a + r * stride, b + r * stride, stride))
  }
}

/** out[r] = factors[r] * x[r]. */
export function scaleRows(x: usize, factors: usize, out: usize, rows: usize, cols: usize): void {
  const stride = cols << 2
  const vectorEnd = stride & ~15
  for (let r: usize = 0; r < rows; r++) {
    const factor = load<f32>(factors + (r << 2))
    const wide = f32x4.splat(factor)
    const from = x + r * stride
    const to = out + r * stride
    let at: usize = 0
    for (; at < vectorEnd; at += 16) v128.store(to + at, f32x4.mul(wide, v128.load(from + at)))
    for (; at < stride; at += 4) store<f32>(to + at, factor * load<f32>(from + at))
  }
}
