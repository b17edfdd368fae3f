import { dot, laneSum, madd } from './vector'

/** Pairs of one user that are taken together: each number of the user's row is loaded once for all of them. */
const TOGETHER: usize = 4

/**
 * out[r] = dot product of row userRows[r] of `users` with row itemRows[r] of `items`. begin to end counts pairs. Quick
 * where a user's pairs stand next to each other; the numbers are the same in any order.
 */
export function pairScores(
  users: usize,
  userRows: usize,
  items: usize,
  itemRows: usize,
  out: usize,
  cols: usize,
  begin: usize,
  end: usize,
): void {
  const stride = cols << 2
  let r = begin
  while (r < end) {
    const row = load<u32>(userRows + (r << 2))
    const user = users + <usize>row * stride
    const item = itemRows + (r << 2)
    if (r + TOGETHER <= end && sameUser(userRows + (r << 2), row)) {
      fourDots(
        user,
        items + <usize>load<u32>(item) * stride,
        items + <usize>load<u32>(item, 4) * stride,
        items + <usize>load<u32>(item, 8) * stride,
        items + <usize>load<u32>(item, 12) * stride,
        out + (r << 2),
        stride,
      )
      r += TOGETHER
    } else {
      store<f32>(out + (r << 2), dot(user, items + <usize>load<u32>(item) * stride, stride))
      r++
    }
  }
}

/** Whether the three rows after the first are the same. */
// @ts-ignore: decorator
@inline
function sameUser(rows: usize, first: u32): bool {
  return load<u32>(rows, 4) == first && load<u32>(rows, 8) == first && load<u32>(rows, 12) == first
}

/** `dot` of a row with four others, next to each other in `out`. */
// @ts-ignore: decorator
@inline
function fourDots(row: usize, a: usize, b: usize, c: usize, d: usize, out: usize, bytes: usize): void {
  const vectorEnd = bytes & ~15
  let sumA = f32x4.splat(0)
  let sumB = f32x4.splat(0)
  let sumC = f32x4.splat(0)
  let sumD = f32x4.splat(0)
  let at: usize = 0
  for (; at < vectorEnd; at += 16) {
    const own = v128.load(row + at)
    sumA = madd(own, v128.load(a + at), sumA)
    sumB = madd(own, v128.load(b + at), sumB)
    sumC = madd(own, v128.load(c + at), sumC)
    sumD = madd(own, v128.load(d + at), sumD)
  }
  let totalA = laneSum(sumA)
  let totalB = laneSum(sumB)
  let totalC = laneSum(sumC)
  let totalD = laneSum(sumD)
  for (; at < bytes; at += 4) {
    const own = load<f32>(row + at)
    totalA += own * load<f32>(a + at)
    totalB += own * load<f32>(b + at)
    totalC += own * load<f32>(c + at)
    totalD += own * load<f32>(d + at)
  }
  store<f32>(out, totalA)
  store<f32>(out, totalB, 4)
  store<f32>(out, totalC, 8)
  store<f32>(out, totalD, 12)
}
