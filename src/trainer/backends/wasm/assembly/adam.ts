/**
 * Kingma & Ba 2015, algorithm 1, in place. `stepSize` is alpha / (1 - beta1^t), `correction`
 * 1 / (1 - beta2^t).
 */
export function adam(
  parameter: usize,
  gradient: usize,
  first: usize,
  second: usize,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  stepSize: f32,
  correction: f32,
  count: usize,
): void {
  const end = count << 2
  const vectorEnd = end & ~15
  const keep1 = f32x4.splat(beta1)
  const take1 = f32x4.splat(1 - beta1)
  const keep2 = f32x4.splat(beta2)
  const take2 = f32x4.splat(1 - beta2)
  const wideEpsilon = f32x4.splat(epsilon)
  const wideStep = f32x4.splat(stepSize)
  const wideCorrection = f32x4.splat(correction)
  let at: usize = 0
  for (; at < vectorEnd; at += 16) {
    const g = v128.load(gradient + at)
    const m = f32x4.add(f32x4.mul(keep1, v128.load(first + at)), f32x4.mul(take1, g))
    const v = f32x4.add(f32x4.mul(keep2, v128.load(second + at)), f32x4.mul(take2, f32x4.mul(g, g)))
    v128.store(first + at, m)
    v128.store(second + at, v)
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(v, wideCorrection)), wideEpsilon)
    v128.store(parameter + at, f32x4.sub(v128.load(parameter + at), f32x4.div(f32x4.mul(wideStep, m), root)))
  }
  for (; at < end; at += 4) {
    const g = load<f32>(gradient + at)
    const m = beta1 * load<f32>(first + at) + (1 - beta1) * g
    const v = beta2 * load<f32>(second + at) + (1 - beta2) * g * g
    store<f32>(first + at, m)
    store<f32>(second + at, v)
    const root = sqrt<f32>(v * correction) + epsilon
    store<f32>(parameter + at, load<f32>(parameter + at) - (stepSize * m) / root)
  }
}
