import { dot } from './vector'

/** out[r] = dot product of row userRows[r] of `users` with row itemRows[r] of `items`. begin to end counts pairs. */
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
  for (let r = begin; r < end; r++) {
    const user = users + <usize>load<u32>(userRows + (r << 2)) * stride
    const item = items + <usize>load<u32>(itemRows + (r << 2)) * stride
    store<f32>(out + (r << 2), dot(user, item, stride))
  }
}
