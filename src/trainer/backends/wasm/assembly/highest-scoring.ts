import { dot } from './vector'

/**
 * out[r] = the one of candidates[r * perUser] to candidates[(r + 1) * perUser - 1] whose row of `items` has the
 * greatest dot product with row userRows[r] of `users`; the first of equal ones. NaN counts as -Infinity. begin to end
 * counts lists.
 */
export function highestScoring(
  users: usize,
  userRows: usize,
  items: usize,
  candidates: usize,
  perUser: usize,
  out: usize,
  cols: usize,
  begin: usize,
  end: usize,
): void {
  const stride = cols << 2
  for (let r = begin; r < end; r++) {
    const user = users + <usize>load<u32>(userRows + (r << 2)) * stride
    const list = candidates + ((r * perUser) << 2)
    let place = list
    let best: f32 = -Infinity
    for (let at = list; at < list + (perUser << 2); at += 4) {
      const score = dot(user, items + <usize>load<u32>(at) * stride, stride)
      if (score > best) {
        best = score
        place = at
      }
    }
    store<i32>(out + (r << 2), load<i32>(place))
  }
}
