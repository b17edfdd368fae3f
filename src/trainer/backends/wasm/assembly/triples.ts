import { accumulate, laneSum, madd } from './vector'

/** out[t] = <x[users[t]], x[positives[t]] - x[negatives[t]]>. begin to end counts triples. */
export function tripleMargins(
  x: usize,
  users: usize,
  positives: usize,
  negatives: usize,
  out: usize,
  cols: usize,
  begin: usize,
  end: usize,
): void {
  const stride = cols << 2
  const vectorEnd = stride & ~15
  for (let t = begin << 2; t < end << 2; t += 4) {
    const user = x + <usize>load<u32>(users + t) * stride
    const positive = x + <usize>load<u32>(positives + t) * stride
    const negative = x + <usize>load<u32>(negatives + t) * stride
    let sum = f32x4.splat(0)
    let at: usize = 0
    for (; at < vectorEnd; at += 16) {
      const difference = f32x4.sub(v128.load(positive + at), v128.load(negative + at))
      sum = madd(v128.load(user + at), difference, sum)
    }
    let total = laneSum(sum)
    for (; at < stride; at += 4) {
      total += load<f32>(user + at) * (load<f32>(positive + at) - load<f32>(negative + at))
    }
    store<f32>(out + t, total)
  }
}

/** into = into + factor * a - factor * b over `bytes / 4` floats, in this order. */
// @ts-ignore: decorator
@inline
function accumulateDifference(into: usize, a: usize, b: usize, factor: f32, bytes: usize): void {
  const vectorEnd = bytes & ~15
  const plus = f32x4.splat(factor)
  const minus = f32x4.splat(-factor)
  let at: usize = 0
  for (; at < vectorEnd; at += 16) {
    const first = madd(plus, v128.load(a + at), v128.load(into + at))
    v128.store(into + at, madd(minus, v128.load(b + at), first))
  }
  for (; at < bytes; at += 4) {
    const first: f32 = load<f32>(into + at) + factor * load<f32>(a + at)
    store<f32>(into + at, first - factor * load<f32>(b + at))
  }
}

/**
 * Gradient of `tripleMargins` by x, from the gradient of each of the `count` margins. begin to end counts rows of
 * x: their owner alone writes them, in the order of the triples.
 */
export function tripleMarginsBackward(
  x: usize,
  users: usize,
  positives: usize,
  negatives: usize,
  gradient: usize,
  out: usize,
  count: usize,
  cols: usize,
  begin: usize,
  end: usize,
): void {
  const stride = cols << 2
  memory.fill(out + begin * stride, 0, (end - begin) * stride)
  for (let t: usize = 0; t < count << 2; t += 4) {
    const user = <usize>load<u32>(users + t)
    const positive = <usize>load<u32>(positives + t)
    const negative = <usize>load<u32>(negatives + t)
    const factor = load<f32>(gradient + t)
    if (user >= begin && user < end) {
      accumulateDifference(out + user * stride, x + positive * stride, x + negative * stride, factor, stride)
    }
    if (positive >= begin && positive < end) accumulate(out + positive * stride, x + user * stride, factor, stride)
    if (negative >= begin && negative < end) accumulate(out + negative * stride, x + user * stride, -factor, stride)
  }
}
