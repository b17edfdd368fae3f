import { rowAt, sparseRow } from './sparse'
import { ROWS_AHEAD, touchRows } from './touch-rows'
import { accumulate } from './vector'

/**
 * Kingma & Ba 2015, algorithm 1, in place, with the gradient
 *
 *   dense + rows + productScale * A x
 *
 * of which each part may be missing (pointer 0). A row's gradient is made in `scratch`, where each thread has
 * a row of its own, and used while it is in the cache. `stepSize` is alpha / (1 - beta1^t), `correction`
 * 1 / (1 - beta2^t). Does nothing unless `guard` holds a finite number. begin to end counts rows.
 */
export function adam(
  parameter: usize,
  firstMoment: usize,
  secondMoment: usize,
  dense: usize,
  rowValues: usize,
  rowPlaces: usize,
  offsets: usize,
  columns: usize,
  values: usize,
  x: usize,
  xPlaces: usize,
  few: bool,
  productScale: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  stepSize: f32,
  correction: f32,
  guard: usize,
  cols: usize,
  scratch: usize,
  begin: usize,
  end: usize,
  thread: usize,
): void {
  if (!isFinite<f32>(load<f32>(guard))) return
  const stride = cols << 2
  const own = scratch + thread * (stride + 64)
  for (let r = begin; r < end; r++) {
    const sparse: usize = rowValues == 0 ? 0 : rowAt(rowValues, rowPlaces, r, stride)
    let gradient = own
    if (x != 0) {
      const first: usize = load<u32>(offsets + (r << 2))
      const last: usize = load<u32>(offsets + (r << 2), 4)
      sparseRow(columns, values, first, last, x, xPlaces, few, 0, productScale, own, stride)
      if (dense != 0) accumulate(own, dense + r * stride, 1, stride)
      if (sparse != 0) accumulate(own, sparse, 1, stride)
    } else if (dense != 0 && sparse != 0) {
      memory.copy(own, dense + r * stride, stride)
      accumulate(own, sparse, 1, stride)
    } else {
      gradient = dense != 0 ? dense + r * stride : sparse
    }
    const at = r * stride
    const p = parameter + at
    const m = firstMoment + at
    const v = secondMoment + at
    if (gradient == 0) idleRow(p, m, v, beta1, beta2, epsilon, stepSize, correction, stride)
    else updateRow(p, m, v, gradient, beta1, beta2, epsilon, stepSize, correction, stride)
  }
}

/**
 * The same on the distinct rows that the list names, with row r of `gradient` for row rows[r]; the others stay as they
 * are. begin to end counts rows of the gradient.
 */
export function adamRows(
  parameter: usize,
  firstMoment: usize,
  secondMoment: usize,
  rows: usize,
  gradient: usize,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  stepSize: f32,
  correction: f32,
  guard: usize,
  cols: usize,
  begin: usize,
  end: usize,
): void {
  if (!isFinite<f32>(load<f32>(guard))) return
  const stride = cols << 2
  for (let r = begin; r < end; r++) {
    if ((r - begin) % ROWS_AHEAD == 0) {
      const last = min(r + ROWS_AHEAD, end)
      touchRows(parameter, rows, r, last, stride)
      touchRows(firstMoment, rows, r, last, stride)
      touchRows(secondMoment, rows, r, last, stride)
    }
    const at = <usize>load<u32>(rows + (r << 2)) * stride
    const own = gradient + r * stride
    const p = parameter + at
    updateRow(p, firstMoment + at, secondMoment + at, own, beta1, beta2, epsilon, stepSize, correction, stride)
  }
}

// @ts-ignore: decorator
@inline
function updateRow(
  parameter: usize,
  firstMoment: usize,
  secondMoment: usize,
  gradient: usize,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  stepSize: f32,
  correction: f32,
  bytes: usize,
): void {
  const vectorEnd = bytes & ~15
  const take1 = f32x4.splat(1 - beta1)
  const take2 = f32x4.splat(1 - beta2)
  let at: usize = 0
  for (; at < vectorEnd; at += 16) {
    const g = v128.load(gradient + at)
    const m = f32x4.add(f32x4.mul(f32x4.splat(beta1), v128.load(firstMoment + at)), f32x4.mul(take1, g))
    const v = f32x4.add(
      f32x4.mul(f32x4.splat(beta2), v128.load(secondMoment + at)),
      f32x4.mul(take2, f32x4.mul(g, g)),
    )
    descend(parameter + at, firstMoment + at, secondMoment + at, m, v, epsilon, stepSize, correction)
  }
  for (; at < bytes; at += 4) {
    const g = load<f32>(gradient + at)
    const m = beta1 * load<f32>(firstMoment + at) + (1 - beta1) * g
    const v = beta2 * load<f32>(secondMoment + at) + (1 - beta2) * (g * g)
    descendOne(parameter + at, firstMoment + at, secondMoment + at, m, v, epsilon, stepSize, correction)
  }
}

/** A row whose gradient is zero still moves on by its moments. */
// @ts-ignore: decorator
@inline
function idleRow(
  parameter: usize,
  firstMoment: usize,
  secondMoment: usize,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  stepSize: f32,
  correction: f32,
  bytes: usize,
): void {
  const vectorEnd = bytes & ~15
  let at: usize = 0
  for (; at < vectorEnd; at += 16) {
    const m = f32x4.mul(f32x4.splat(beta1), v128.load(firstMoment + at))
    const v = f32x4.mul(f32x4.splat(beta2), v128.load(secondMoment + at))
    descend(parameter + at, firstMoment + at, secondMoment + at, m, v, epsilon, stepSize, correction)
  }
  for (; at < bytes; at += 4) {
    const m = beta1 * load<f32>(firstMoment + at)
    const v = beta2 * load<f32>(secondMoment + at)
    descendOne(parameter + at, firstMoment + at, secondMoment + at, m, v, epsilon, stepSize, correction)
  }
}

// @ts-ignore: decorator
@inline
function descend(
  parameter: usize,
  firstMoment: usize,
  secondMoment: usize,
  m: v128,
  v: v128,
  epsilon: f32,
  stepSize: f32,
  correction: f32,
): void {
  v128.store(firstMoment, m)
  v128.store(secondMoment, v)
  const root = f32x4.add(f32x4.sqrt(f32x4.mul(v, f32x4.splat(correction))), f32x4.splat(epsilon))
  const change = f32x4.div(f32x4.mul(f32x4.splat(stepSize), m), root)
  v128.store(parameter, f32x4.sub(v128.load(parameter), change))
}

// @ts-ignore: decorator
@inline
function descendOne(
  parameter: usize,
  firstMoment: usize,
  secondMoment: usize,
  m: f32,
  v: f32,
  epsilon: f32,
  stepSize: f32,
  correction: f32,
): void {
  store<f32>(firstMoment, m)
  store<f32>(secondMoment, v)
  const root = sqrt<f32>(v * correction) + epsilon
  store<f32>(parameter, load<f32>(parameter) - (stepSize * m) / root)
}
