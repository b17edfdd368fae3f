import { accumulate, madd } from './vector'

/**
 * out[m, n] = A[m, k] B[k, n]. A transposed operand is the same memory with its two strides swapped
 * (strides count elements). `scratch` has room for 8 k floats per thread. begin to end counts rows of `out`.
 *
 * Eight columns of B at a time are packed next to each other, whatever B's strides; then blocks of six rows of A
 * are multiplied with them in twelve registers, which leaves four for the operands.
 */
export function matmul(
  a: usize,
  aRowStride: usize,
  aColStride: usize,
  b: usize,
  bRowStride: usize,
  bColStride: usize,
  out: usize,
  k: usize,
  n: usize,
  scratch: usize,
  begin: usize,
  end: usize,
  thread: usize,
): void {
  const packed = scratch + thread * ((k << 5) + 64)
  const nextRow = aRowStride << 2
  const nextCol = aColStride << 2
  const outStride = n << 2
  for (let column: usize = 0; column < n; column += 8) {
    const width = min<usize>(8, n - column)
    pack(b + ((column * bColStride) << 2), bRowStride << 2, bColStride << 2, k, width, packed)
    let row = begin
    for (; row + 6 <= end; row += 6) {
      block6x8(a + row * nextRow, nextRow, nextCol, packed, k, out + row * outStride + (column << 2), outStride, width)
    }
    for (; row < end; row++) {
      block1x8(a + row * nextRow, nextCol, packed, k, out + row * outStride + (column << 2), width)
    }
  }
}

/** Copies `width` columns of `k` rows to rows of eight, the missing ones zero. Strides in bytes. */
function pack(b: usize, nextRow: usize, nextCol: usize, k: usize, width: usize, to: usize): void {
  if (width == 8 && nextCol == 4) {
    for (let r: usize = 0; r < k; r++) {
      v128.store(to + (r << 5), v128.load(b + r * nextRow))
      v128.store(to + (r << 5), v128.load(b + r * nextRow, 16), 16)
    }
    return
  }
  let r: usize = 0
  if (width == 8 && nextRow == 4) {
    for (; r + 4 <= k; r += 4) {
      transpose4x4(b + (r << 2), nextCol, to + (r << 5))
      transpose4x4(b + (r << 2) + (nextCol << 2), nextCol, to + (r << 5) + 16)
    }
  } else if (width < 8) {
    memory.fill(to, 0, k << 5)
  }
  for (; r < k; r++) {
    for (let c: usize = 0; c < width; c++) {
      store<f32>(to + (r << 5) + (c << 2), load<f32>(b + r * nextRow + c * nextCol))
    }
  }
}

/** Four values each of four columns that are `nextCol` bytes apart, to four rows of 32 bytes. */
// @ts-ignore: decorator
@inline
function transpose4x4(from: usize, nextCol: usize, to: usize): void {
  const a = v128.load(from)
  const b = v128.load(from + nextCol)
  const c = v128.load(from + (nextCol << 1))
  const d = v128.load(from + (nextCol << 1) + nextCol)
  const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5)
  const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5)
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7)
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7)
  v128.store(to, v128.shuffle<f64>(abLow, cdLow, 0, 2), 0)
  v128.store(to, v128.shuffle<f64>(abLow, cdLow, 1, 3), 32)
  v128.store(to, v128.shuffle<f64>(abHigh, cdHigh, 0, 2), 64)
  v128.store(to, v128.shuffle<f64>(abHigh, cdHigh, 1, 3), 96)
}

// @ts-ignore: decorator
@inline
function block6x8(
  a: usize,
  nextRow: usize,
  nextCol: usize,
  packed: usize,
  k: usize,
  out: usize,
  outStride: usize,
  width: usize,
): void {
  let s00 = f32x4.splat(0)
  let s01 = s00
  let s10 = s00
  let s11 = s00
  let s20 = s00
  let s21 = s00
  let s30 = s00
  let s31 = s00
  let s40 = s00
  let s41 = s00
  let s50 = s00
  let s51 = s00
  const row2 = nextRow << 1
  const row3 = row2 + nextRow
  const row4 = row2 << 1
  const row5 = row4 + nextRow
  const end = packed + (k << 5)
  let at = a
  for (let p = packed; p < end; p += 32) {
    const b0 = v128.load(p)
    const b1 = v128.load(p, 16)
    const a0 = v128.load32_splat(at)
    s00 = madd(a0, b0, s00)
    s01 = madd(a0, b1, s01)
    const a1 = v128.load32_splat(at + nextRow)
    s10 = madd(a1, b0, s10)
    s11 = madd(a1, b1, s11)
    const a2 = v128.load32_splat(at + row2)
    s20 = madd(a2, b0, s20)
    s21 = madd(a2, b1, s21)
    const a3 = v128.load32_splat(at + row3)
    s30 = madd(a3, b0, s30)
    s31 = madd(a3, b1, s31)
    const a4 = v128.load32_splat(at + row4)
    s40 = madd(a4, b0, s40)
    s41 = madd(a4, b1, s41)
    const a5 = v128.load32_splat(at + row5)
    s50 = madd(a5, b0, s50)
    s51 = madd(a5, b1, s51)
    at += nextCol
  }
  storeRow(out, s00, s01, width)
  storeRow(out + outStride, s10, s11, width)
  storeRow(out + 2 * outStride, s20, s21, width)
  storeRow(out + 3 * outStride, s30, s31, width)
  storeRow(out + 4 * outStride, s40, s41, width)
  storeRow(out + 5 * outStride, s50, s51, width)
}

// @ts-ignore: decorator
@inline
function block1x8(a: usize, nextCol: usize, packed: usize, k: usize, out: usize, width: usize): void {
  let s0 = f32x4.splat(0)
  let s1 = s0
  const end = packed + (k << 5)
  let at = a
  for (let p = packed; p < end; p += 32) {
    const value = v128.load32_splat(at)
    s0 = madd(value, v128.load(p), s0)
    s1 = madd(value, v128.load(p, 16), s1)
    at += nextCol
  }
  storeRow(out, s0, s1, width)
}

/** Stores the first `width` of eight values. */
function storeRow(out: usize, low: v128, high: v128, width: usize): void {
  if (width == 8) {
    v128.store(out, low)
    v128.store(out, high, 16)
    return
  }
  let rest = low
  let left = width
  let to = out
  if (left >= 4) {
    v128.store(to, low)
    rest = high
    left -= 4
    to += 16
  }
  if (left > 0) store<f32>(to, f32x4.extract_lane(rest, 0))
  if (left > 1) store<f32>(to, f32x4.extract_lane(rest, 1), 4)
  if (left > 2) store<f32>(to, f32x4.extract_lane(rest, 2), 8)
}

/** out[r] = x[r] + bias. */
export function addBias(x: usize, bias: usize, out: usize, cols: usize, begin: usize, end: usize): void {
  const stride = cols << 2
  const vectorEnd = stride & ~15
  for (let r = begin; r < end; r++) {
    const from = x + r * stride
    const to = out + r * stride
    let at: usize = 0
    for (; at < vectorEnd; at += 16) v128.store(to + at, f32x4.add(v128.load(from + at), v128.load(bias + at)))
    for (; at < stride; at += 4) store<f32>(to + at, load<f32>(from + at) + load<f32>(bias + at))
  }
}

/** out[c] = sum over the rows of x[r][c]. begin to end counts columns; sixteen at a time stay in registers. */
export function columnSums(x: usize, out: usize, rows: usize, cols: usize, begin: usize, end: usize): void {
  const stride = cols << 2
  let c = begin << 2
  const last = end << 2
  for (; c + 64 <= last; c += 64) {
    let s0 = f32x4.splat(0)
    let s1 = s0
    let s2 = s0
    let s3 = s0
    for (let row = x + c; row < x + c + rows * stride; row += stride) {
      s0 = f32x4.add(s0, v128.load(row, 0))
      s1 = f32x4.add(s1, v128.load(row, 16))
      s2 = f32x4.add(s2, v128.load(row, 32))
      s3 = f32x4.add(s3, v128.load(row, 48))
    }
    v128.store(out + c, s0, 0)
    v128.store(out + c, s1, 16)
    v128.store(out + c, s2, 32)
    v128.store(out + c, s3, 48)
  }
  if (c == last) return
  memory.fill(out + c, 0, last - c)
  for (let r: usize = 0; r < rows; r++) accumulate(out + c, x + r * stride + c, 1, last - c)
}
