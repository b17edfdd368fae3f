import { ROWS_AHEAD, touchRows } from './touch-rows'
import { accumulate, dot } from './vector'

/** out[r] = x[indices[r]]; index -1 gives a row of zeros. */
export function gather(x: usize, indices: usize, out: usize, cols: usize, begin: usize, end: usize): void {
  const stride = cols << 2
  for (let r = begin; r < end; r++) {
    if ((r - begin) % ROWS_AHEAD == 0) touchRows(x, indices, r, min(r + ROWS_AHEAD, end), stride)
    const index = load<i32>(indices + (r << 2))
    if (index < 0) memory.fill(out + r * stride, 0, stride)
    else copyRow(x + <usize>index * stride, out + r * stride, stride)
  }
}

/** `memory.copy` leaves the module, which costs more than it saves on a row. */
// @ts-ignore: decorator
@inline
function copyRow(from: usize, to: usize, bytes: usize): void {
  const vectorEnd = bytes & ~15
  let at: usize = 0
  for (; at < vectorEnd; at += 16) v128.store(to + at, v128.load(from + at))
  for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(from + at))
}

/**
 * into[indices[r]] += factor * x[r] over the `count` rows of x, in the order of the list; index -1 is passed over.
 * begin to end counts rows of `into`: their owner alone writes them, so no two threads meet.
 */
export function scatterAdd(
  into: usize,
  indices: usize,
  x: usize,
  factor: f32,
  count: usize,
  cols: usize,
  begin: usize,
  end: usize,
): void {
  const stride = cols << 2
  for (let r: usize = 0; r < count; r++) {
    const index = load<i32>(indices + (r << 2))
    if (index < <i32>begin || index >= <i32>end) continue
    accumulate(into + <usize>index * stride, x + r * stride, factor, stride)
  }
}

/** into[rows[r]] += factor * x[r], the rows distinct. begin to end counts rows of x. */
export function accumulateRows(
  into: usize,
  rows: usize,
  x: usize,
  factor: f32,
  cols: usize,
  begin: usize,
  end: usize,
): void {
  const stride = cols << 2
  for (let r = begin; r < end; r++) {
    accumulate(into + <usize>load<u32>(rows + (r << 2)) * stride, x + r * stride, factor, stride)
  }
}

/** `cols` columns of x, [rows, fromCols], from fromStart on to those of `out`, [rows, toCols], from toStart on. */
export function copyColumns(
  x: usize,
  fromCols: usize,
  fromStart: usize,
  out: usize,
  toCols: usize,
  toStart: usize,
  cols: usize,
  begin: usize,
  end: usize,
): void {
  for (let r = begin; r < end; r++) {
    memory.copy(out + ((r * toCols + toStart) << 2), x + ((r * fromCols + fromStart) << 2), cols << 2)
  }
}

/** out[r] = <a[r], b[r]>. */
export function rowDot(a: usize, b: usize, out: usize, cols: usize, begin: usize, end: usize): void {
  const stride = cols << 2
  for (let r = begin; r < end; r++) {
    store<f32>(out + (r << 2), dot(a + r * stride, b + r * stride, stride))
  }
}

/** out[r] = factors[r] * x[r]. */
export function scaleRows(x: usize, factors: usize, out: usize, cols: usize, begin: usize, end: usize): void {
  const stride = cols << 2
  for (let r = begin; r < end; r++) {
    scaleRow(x + r * stride, load<f32>(factors + (r << 2)), out + r * stride, stride)
  }
}

/** out = factor * x over `bytes / 4` floats. */
// @ts-ignore: decorator
@inline
export function scaleRow(x: usize, factor: f32, out: usize, bytes: usize): void {
  const vectorEnd = bytes & ~15
  const wide = f32x4.splat(factor)
  let at: usize = 0
  for (; at < vectorEnd; at += 16) v128.store(out + at, f32x4.mul(wide, v128.load(x + at)))
  for (; at < bytes; at += 4) store<f32>(out + at, factor * load<f32>(x + at))
}
