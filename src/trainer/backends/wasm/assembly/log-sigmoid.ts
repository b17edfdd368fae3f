/** out[0] = -mean log sigma(scale * x), as softplus(-scale * x), which never overflows. */
export function logSigmoidLoss(x: usize, scale: f32, out: usize, count: usize): void {
  let sum: f64 = 0
  for (let i: usize = 0; i < count; i++) {
    const t = -<f64>scale * <f64>load<f32>(x + (i << 2))
    sum += max<f64>(t, 0) + Math.log1p(Math.exp(-abs<f64>(t)))
  }
  store<f32>(out, <f32>(sum / <f64>count))
}

/** out[i] = -gradient[0] * scale / count * sigma(-scale * x[i]). */
export function logSigmoidLossBackward(x: usize, scale: f32, gradient: usize, out: usize, count: usize): void {
  const factor = (-<f64>load<f32>(gradient) * <f64>scale) / <f64>count
  for (let i: usize = 0; i < count; i++) {
    const t = <f64>scale * <f64>load<f32>(x + (i << 2))
    store<f32>(out + (i << 2), <f32>(factor / (1 + Math.exp(t))))
  }
}
