import { madd } from './vector'

/**
 * out = scale * (plus + A x) for a compressed sparse row matrix A; `plus` 0 stands for none.
 *
 * A row of the output is made in blocks of 32 columns that stay in eight registers over all neighbours:
 * the neighbours' rows are the only traffic.
 */
export function spmm(
  offsets: usize,
  columns: usize,
  values: usize,
  x: usize,
  plus: usize,
  scale: f32,
  out: usize,
  rows: usize,
  cols: usize,
): void {
  const stride = cols << 2
  for (let r: usize = 0; r < rows; r++) {
    const first: usize = load<u32>(offsets + (r << 2))
    const end: usize = load<u32>(offsets + (r << 2), 4)
    const start = r * stride
    let c: usize = 0
    for (; c + 128 <= stride; c += 128) {
      block32(columns, values, first, end, x + c, stride, plus == 0 ? 0 : plus + start + c, scale, out + start + c)
    }
    for (; c + 16 <= stride; c += 16) {
      block4(columns, values, first, end, x + c, stride, plus == 0 ? 0 : plus + start + c, scale, out + start + c)
    }
    for (; c < stride; c += 4) {
      let sum: f32 = plus == 0 ? 0 : load<f32>(plus + start + c)
      for (let k = first; k < end; k++) {
        sum += load<f32>(values + (k << 2)) * load<f32>(x + c + <usize>load<u32>(columns + (k << 2)) * stride)
      }
      store<f32>(out + start + c, scale * sum)
    }
  }
}

// @ts-ignore: decorator
@inline
function block32(
  columns: usize,
  values: usize,
  first: usize,
  end: usize,
  x: usize,
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
  for (let k = first; k < end; k++) {
    const weight = v128.load32_splat(values + (k << 2))
    const row = x + <usize>load<u32>(columns + (k << 2)) * stride
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

// @ts-ignore: decorator
@inline
function block4(
  columns: usize,
  values: usize,
  first: usize,
  end: usize,
  x: usize,
  stride: usize,
  plus: usize,
  scale: f32,
  out: usize,
): void {
  let sum = plus == 0 ? f32x4.splat(0) : v128.load(plus)
  for (let k = first; k < end; k++) {
    const weight = v128.load32_splat(values + (k << 2))
    sum = madd(weight, v128.load(x + <usize>load<u32>(columns + (k << 2)) * stride), sum)
  }
  v128.store(out, f32x4.mul(f32x4.splat(scale), sum))
}
