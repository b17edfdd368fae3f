import { madd } from './vector'

/** Below this the exponential would no longer be a normal float32. */
const LOWEST: f32 = -87.3

/**
 * exp(x) of four values that are at most 0, to about 1e-7 relative; below -87.3 it is that of -87.3, some 1e-38. NaN
 * stays NaN. The reduction by powers of 2 and the polynomial are those of Cephes' expf (Moshier 1992).
 */
// @ts-ignore: decorator
@inline
export function expOfNegative(x: v128): v128 {
  // In this order `pmax` keeps NaN.
  const clipped = f32x4.pmax(x, f32x4.splat(LOWEST))
  const power = f32x4.nearest(f32x4.mul(clipped, f32x4.splat(1.44269504088896341)))
  const high = madd(power, f32x4.splat(-0.693359375), clipped)
  const r = madd(power, f32x4.splat(2.12194440e-4), high)
  let p = madd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3))
  p = madd(p, r, f32x4.splat(8.3334519073e-3))
  p = madd(p, r, f32x4.splat(4.1665795894e-2))
  p = madd(p, r, f32x4.splat(1.6666665459e-1))
  p = madd(p, r, f32x4.splat(5.0000001201e-1))
  const value = f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1))
  const exponent = i32x4.add(i32x4.trunc_sat_f32x4_s(power), i32x4.splat(127))
  return f32x4.mul(value, i32x4.shl(exponent, 23))
}
