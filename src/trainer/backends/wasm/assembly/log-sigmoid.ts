/** Elements that are summed up on their own, on any thread: the result does not depend on the threads. */
const BLOCK: usize = 128

/**
 * partials[b] = sum over the elements of block b of -log sigma(scale * x), as softplus(-scale * x), which never
 * overflows; in float64. begin to end counts blocks of 128 of the `count` elements.
 */
export function logSigmoidLoss(x: usize, scale: f32, partials: usize, count: usize, begin: usize, end: usize): void {
  for (let block = begin; block < end; block++) {
    const last = min<usize>((block + 1) * BLOCK, count)
    let sum: f64 = 0
    for (let i = block * BLOCK; i < last; i++) {
      const t = -<f64>scale * <f64>load<f32>(x + (i << 2))
      sum += max<f64>(t, 0) + Math.log1p(Math.exp(-abs<f64>(t)))
    }
    store<f64>(partials + (block << 3), sum)
  }
}

/** out[i] = -gradient[0] * scale / count * sigma(-scale * x[i]). */
export function logSigmoidLossBackward(
  x: usize,
  scale: f32,
  gradient: usize,
  out: usize,
  count: usize,
  begin: usize,
  end: usize,
): void {
  const factor = (-<f64>load<f32>(gradient) * <f64>scale) / <f64>count
  for (let i = begin; i < end; i++) {
    const t = <f64>scale * <f64>load<f32>(x + (i << 2))
    store<f32>(out + (i << 2), <f32>(factor / (1 + Math.exp(t))))
  }
}
