/**
 * For users begin to end, the indices of the `count` greatest of their `items` scores, best first, equal ones in
 * order of the index, to `out` (-1 where too few are left). Items in a user's list of `excluded`, NaN and
 * -Infinity do not appear. The scores of excluded items are overwritten. `scratch` has room for `count` floats
 * per thread, 64 bytes apart at least.
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
  const kept = scratch + thread * ((count << 2) + 64)
  for (let user = begin; user < end; user++) {
    const own = scores + user * (items << 2)
    const first: usize = load<u32>(offsets + (user << 2))
    const last: usize = load<u32>(offsets + (user << 2), 4)
    for (let e = first; e < last; e++) {
      store<f32>(own + (<usize>load<u32>(excluded + (e << 2)) << 2), -Infinity)
    }
    const list = out + user * (count << 2)
    memory.fill(list, 0xff, count << 2)
    rank(own, items, kept, list, count)
  }
}

/** Most items fall to a comparison, sixteen at a time, with the worst score kept so far. */
function rank(scores: usize, items: usize, kept: usize, list: usize, count: usize): void {
  let length: usize = 0
  let threshold: f32 = -Infinity
  const vectorEnd = items & ~15
  let item: usize = 0
  for (; item < vectorEnd; item += 16) {
    const at = scores + (item << 2)
    const wide = f32x4.splat(threshold)
    const above = v128.or(
      v128.or(f32x4.gt(v128.load(at, 0), wide), f32x4.gt(v128.load(at, 16), wide)),
      v128.or(f32x4.gt(v128.load(at, 32), wide), f32x4.gt(v128.load(at, 48), wide)),
    )
    if (!v128.any_true(above)) continue
    for (let i = item; i < item + 16; i++) {
      const score = load<f32>(scores + (i << 2))
      if (!(score > threshold)) continue
      length = keep(score, i, kept, list, length, count)
      if (length == count) threshold = load<f32>(kept + ((count - 1) << 2))
    }
  }
  for (; item < items; item++) {
    const score = load<f32>(scores + (item << 2))
    if (!(score > threshold)) continue
    length = keep(score, item, kept, list, length, count)
    if (length == count) threshold = load<f32>(kept + ((count - 1) << 2))
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
