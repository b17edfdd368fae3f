/** Items whose greatest score is looked at before any of them. */
const CHUNK: usize = 32
/** The bisection ends when so many chunks too many are left. */
const SLACK: usize = 8

/**
 * For users begin to end, the indices of the `count` greatest of their `items` scores, best first, equal ones in
 * order of the index, to `out` (-1 where too few are left). Items in a user's list of `excluded`, NaN and
 * -Infinity do not appear. The scores of excluded items are overwritten. `scratch` has room for `count` floats
 * and one for every 32 items per thread.
 */
export function topItems(
  scores: usize,
  items: usize,
  offsets: usize,
  excluded: usize,
  count: usize,
  out: usize,
  scratch: usize,
  begin: usize,
  end: usize,
  thread: usize,
): void {
  const chunks = (items + CHUNK - 1) / CHUNK
  const kept = scratch + thread * (((count + chunks) << 2) + 64)
  const maxima = kept + (count << 2)
  for (let user = begin; user < end; user++) {
    const own = scores + user * (items << 2)
    const first: usize = load<u32>(offsets + (user << 2))
    const last: usize = load<u32>(offsets + (user << 2), 4)
    for (let e = first; e < last; e++) {
      store<f32>(own + (<usize>load<u32>(excluded + (e << 2)) << 2), -Infinity)
    }
    const list = out + user * (count << 2)
    chunkMaxima(own, items, maxima)
    const threshold = lowerBound(maxima, chunks, count)
    memory.fill(list, 0xff, count << 2)
    rank(own, items, maxima, threshold, kept, list, count)
  }
}

/** The greatest score of each chunk; a NaN does not count. */
function chunkMaxima(scores: usize, items: usize, maxima: usize): void {
  const lowest = f32x4.splat(-Infinity)
  let item: usize = 0
  let chunk = maxima
  for (; item + CHUNK <= items; item += CHUNK) {
    const at = scores + (item << 2)
    let a = f32x4.pmax(lowest, v128.load(at, 0))
    let b = f32x4.pmax(lowest, v128.load(at, 16))
    let c = f32x4.pmax(lowest, v128.load(at, 32))
    let d = f32x4.pmax(lowest, v128.load(at, 48))
    a = f32x4.pmax(a, v128.load(at, 64))
    b = f32x4.pmax(b, v128.load(at, 80))
    c = f32x4.pmax(c, v128.load(at, 96))
    d = f32x4.pmax(d, v128.load(at, 112))
    a = f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d))
    a = f32x4.pmax(a, i8x16.shuffle(a, a, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7))
    const low = f32x4.extract_lane(a, 0)
    const high = f32x4.extract_lane(a, 1)
    store<f32>(chunk, low < high ? high : low)
    chunk += 4
  }
  if (item == items) return
  let greatest: f32 = -Infinity
  for (; item < items; item++) {
    const score = load<f32>(scores + (item << 2))
    if (score > greatest) greatest = score
  }
  store<f32>(chunk, greatest)
}

/**
 * A number that at least `count` scores are greater than, and hardly more chunks have an item that is: just below
 * a number that `count` to `count` + SLACK of the maxima reach, found by bisection. -Infinity with fewer chunks.
 */
function lowerBound(maxima: usize, chunks: usize, count: usize): f32 {
  if (chunks < count) return -Infinity
  let low = i32.MAX_VALUE
  let high = i32.MIN_VALUE
  for (let at = maxima; at < maxima + (chunks << 2); at += 4) {
    const key = orderOf(load<f32>(at))
    low = min(low, key)
    high = max(high, key)
  }
  let reached = chunks
  while (reached > count + SLACK && <i64>high - <i64>low > 1) {
    const middle = <i32>((<i64>low + <i64>high) >> 1)
    const found = countReaching(maxima, chunks, ofOrder(middle))
    if (found < count) high = middle
    else {
      low = middle
      reached = found
    }
  }
  return ofOrder(low - 1)
}

function countReaching(maxima: usize, chunks: usize, value: f32): usize {
  const wide = f32x4.splat(value)
  const end = maxima + (chunks << 2)
  let counts = i32x4.splat(0)
  let at = maxima
  for (; at + 16 <= end; at += 16) counts = i32x4.sub(counts, f32x4.ge(v128.load(at), wide))
  let count =
    i32x4.extract_lane(counts, 0) +
    i32x4.extract_lane(counts, 1) +
    i32x4.extract_lane(counts, 2) +
    i32x4.extract_lane(counts, 3)
  for (; at < end; at += 4) count += load<f32>(at) >= value ? 1 : 0
  return <usize>count
}

/** Integers in the order of the numbers: floats are, but for the sign, ordered like their bits. */
// @ts-ignore: decorator
@inline
function orderOf(value: f32): i32 {
  const bits = reinterpret<i32>(value)
  return bits ^ ((bits >> 31) & i32.MAX_VALUE)
}

/** The inverse of orderOf; -Infinity for what is below all numbers. */
// @ts-ignore: decorator
@inline
function ofOrder(order: i32): f32 {
  const bounded = max(order, orderOf(-Infinity))
  return reinterpret<f32>(bounded ^ ((bounded >> 31) & i32.MAX_VALUE))
}

/** Keeps the scores above the threshold, which rises to the worst one kept once there are enough. */
function rank(
  scores: usize,
  items: usize,
  maxima: usize,
  bound: f32,
  kept: usize,
  list: usize,
  count: usize,
): void {
  let length: usize = 0
  let threshold = bound
  for (let start: usize = 0; start < items; start += CHUNK) {
    if (!(load<f32>(maxima + ((start / CHUNK) << 2)) > threshold)) continue
    const last = min<usize>(start + CHUNK, items)
    let item = start
    for (; item + 4 <= last; item += 4) {
      let above = i32x4.bitmask(f32x4.gt(v128.load(scores + (item << 2)), f32x4.splat(threshold)))
      for (; above != 0; above &= above - 1) {
        const next = item + <usize>ctz(above)
        const score = load<f32>(scores + (next << 2))
        // The threshold may have risen since the four were compared.
        if (!(score > threshold)) continue
        length = keep(score, next, kept, list, length, count)
        if (length == count) threshold = load<f32>(kept + ((count - 1) << 2))
      }
    }
    for (; item < last; item++) {
      const score = load<f32>(scores + (item << 2))
      if (!(score > threshold)) continue
      length = keep(score, item, kept, list, length, count)
      if (length == count) threshold = load<f32>(kept + ((count - 1) << 2))
    }
  }
}

/** Inserts a score into the descending list; an equal one that is there already stays before it. */
// @ts-ignore: decorator
@inline
function keep(score: f32, item: usize, kept: usize, list: usize, length: usize, count: usize): usize {
  const grown = length < count ? length + 1 : length
  let place = (grown - 1) << 2
  while (place > 0) {
    const before = load<f32>(kept + place - 4)
    if (before >= score) break
    store<f32>(kept + place, before)
    store<i32>(list + place, load<i32>(list + place - 4))
    place -= 4
  }
  store<f32>(kept + place, score)
  store<i32>(list + place, <i32>item)
  return grown
}
