import { accumulate, madd } from './vector'

/**
 * Row `r` of an operand of `stride` bytes a row: a whole matrix, or one of whose rows only those with a place
 * are kept (`places` 0 stands for all). 0 for a row of zeros that is not kept.
 */
// @ts-ignore: decorator
@inline
export function rowAt(values: usize, places: usize, r: usize, stride: usize): usize {
  if (places == 0) return values + r * stride
  const place = load<i32>(places + (r << 2))
  return place < 0 ? 0 : values + <usize>place * stride
}

/**
 * out = scale * (plus + sum over the neighbours k of values[k] * x[columns[k]]), one row of `stride` bytes.
 * `plus` 0 stands for none; `places` as in `rowAt`.
 *
 * The row is made in blocks of 32 columns that stay in eight registers over all neighbours: the
 * neighbours' rows are the only traffic. With `few`, when hardly any neighbour is kept, it is made in memory,
 * so that the neighbours are looked through once.
 */
// @ts-ignore: decorator
@inline
export function sparseRow(
  columns: usize,
  values: usize,
  first: usize,
  end: usize,
  x: usize,
  places: usize,
  few: bool,
  plus: usize,
  scale: f32,
  out: usize,
  stride: usize,
): void {
  if (few) {
    inMemory(columns, values, first, end, x, places, stride, plus, scale, out, stride)
    return
  }
  let c: usize = 0
  for (; c + 128 <= stride; c += 128) {
    const from: usize = plus == 0 ? 0 : plus + c
    if (places == 0) block32(columns, values, first, end, x + c, 0, stride, from, scale, out + c)
    else block32(columns, values, first, end, x + c, places, stride, from, scale, out + c)
  }
  if (c < stride) {
    const from: usize = plus == 0 ? 0 : plus + c
    inMemory(columns, values, first, end, x + c, places, stride, from, scale, out + c, stride - c)
  }
}

/** Stands in for the block of a row that is not kept: multiplying by zeros is cheaper than a branch that jumps at random. */
const ZEROS = memory.data(128, 64)

// @ts-ignore: decorator
@inline
function block32(
  columns: usize,
  values: usize,
  first: usize,
  end: usize,
  x: usize,
  places: usize,
  stride: usize,
  plus: usize,
  scale: f32,
  out: usize,
): void {
  let s0 = f32x4.splat(0)
  let s1 = s0
  let s2 = s0
  let s3 = s0
  let s4 = s0
  let s5 = s0
  let s6 = s0
  let s7 = s0
  if (plus != 0) {
    s0 = v128.load(plus, 0)
    s1 = v128.load(plus, 16)
    s2 = v128.load(plus, 32)
    s3 = v128.load(plus, 48)
    s4 = v128.load(plus, 64)
    s5 = v128.load(plus, 80)
    s6 = v128.load(plus, 96)
    s7 = v128.load(plus, 112)
  }
  for (let k = first << 2; k < end << 2; k += 4) {
    let row = x + <usize>load<u32>(columns + k) * stride
    if (places != 0) {
      const place = load<i32>(places + (<usize>load<u32>(columns + k) << 2))
      row = select<usize>(ZEROS, x + <usize>place * stride, place < 0)
    }
    const weight = v128.load32_splat(values + k)
    s0 = madd(weight, v128.load(row, 0), s0)
    s1 = madd(weight, v128.load(row, 16), s1)
    s2 = madd(weight, v128.load(row, 32), s2)
    s3 = madd(weight, v128.load(row, 48), s3)
    s4 = madd(weight, v128.load(row, 64), s4)
    s5 = madd(weight, v128.load(row, 80), s5)
    s6 = madd(weight, v128.load(row, 96), s6)
    s7 = madd(weight, v128.load(row, 112), s7)
  }
  const wide = f32x4.splat(scale)
  v128.store(out, f32x4.mul(wide, s0), 0)
  v128.store(out, f32x4.mul(wide, s1), 16)
  v128.store(out, f32x4.mul(wide, s2), 32)
  v128.store(out, f32x4.mul(wide, s3), 48)
  v128.store(out, f32x4.mul(wide, s4), 64)
  v128.store(out, f32x4.mul(wide, s5), 80)
  v128.store(out, f32x4.mul(wide, s6), 96)
  v128.store(out, f32x4.mul(wide, s7), 112)
}

/** The first `bytes` of a row, accumulated where they are stored. */
function inMemory(
  columns: usize,
  values: usize,
  first: usize,
  end: usize,
  x: usize,
  places: usize,
  stride: usize,
  plus: usize,
  scale: f32,
  out: usize,
  bytes: usize,
): void {
  if (plus == 0) memory.fill(out, 0, bytes)
  else memory.copy(out, plus, bytes)
  for (let k = first << 2; k < end << 2; k += 4) {
    const row = rowAt(x, places, <usize>load<u32>(columns + k), stride)
    if (row != 0) accumulate(out, row, load<f32>(values + k), bytes)
  }
  for (let at: usize = 0; at < bytes; at += 4) store<f32>(out + at, scale * load<f32>(out + at))
}
