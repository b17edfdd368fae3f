/** a * b + c, fused where the machine has the instruction. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return f32x4.relaxed_madd(a, b, c)
}

/** Sum of the four lanes. */
// @ts-ignore: decorator
@inline
export function laneSum(a: v128): f32 {
  return (
    f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1) + (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3))
  )
}

/** Dot product of `bytes / 4` floats. */
// @ts-ignore: decorator
@inline
export function dot(a: usize, b: usize, bytes: usize): f32 {
  const vectorEnd = bytes & ~15
  let sum = f32x4.splat(0)
  let at: usize = 0
  for (; at < vectorEnd; at += 16) sum = madd(v128.load(a + at), v128.load(b + at), sum)
  let total = laneSum(sum)
  for (; at < bytes; at += 4) total += load<f32>(a + at) * load<f32>(b + at)
  return total
}

/** into += factor * from over `bytes / 4` floats. */
// @ts-ignore: decorator
@inline
export function accumulate(into: usize, from: usize, factor: f32, bytes: usize): void {
  const vectorEnd = bytes & ~15
  const wide = f32x4.splat(factor)
  let at: usize = 0
  for (; at < vectorEnd; at += 16) {
    v128.store(into + at, madd(wide, v128.load(from + at), v128.load(into + at)))
  }
  for (; at < bytes; at += 4) {
    store<f32>(into + at, load<f32>(into + at) + factor * load<f32>(from + at))
  }
}
