import { eachKernel, read, write } from '../kernel.ts'

/** Kernels that take four values at a time, wherever they stand. Each counts groups of four. */

/**
 * WGSL may take NaN for impossible, so comparing alone need not let it through. Its bits are tested: all of the exponent
 * and some of the fraction.
 */
export const IS_NAN = `
fn isNan(x: vec4f) -> vec4<bool> { return (bitcast<vec4u>(x) & vec4u(0x7fffffffu)) > vec4u(0x7f800000u); }
`

export const reluKernel = eachKernel({
  label: 'relu',
  buffers: { x: read('vec4f'), out: write('vec4f') },
  declarations: IS_NAN,
  body: 'let value = x[i]; out[i] = select(vec4f(0), value, (value > vec4f(0)) | isNan(value));',
})

export const reluBackwardKernel = eachKernel({
  label: 'reluBackward',
  buffers: { output: read('vec4f'), gradient: read('vec4f'), out: write('vec4f') },
  declarations: IS_NAN,
  body: `
    let value = output[i];
    out[i] = select(vec4f(0), gradient[i], (value > vec4f(0)) & !isNan(value));`,
})

export const addScaledKernel = eachKernel({
  label: 'addScaled',
  uniforms: { factor: 'f32' },
  buffers: { a: read('vec4f'), b: read('vec4f'), out: write('vec4f') },
  body: 'out[i] = a[i] + u.factor * b[i];',
})

export const accumulateKernel = eachKernel({
  label: 'accumulate',
  uniforms: { factor: 'f32' },
  buffers: { x: read('vec4f'), into: write('vec4f') },
  body: 'into[i] += u.factor * x[i];',
})

export const scaleByScalarKernel = eachKernel({
  label: 'scaleByScalar',
  uniforms: { factor: 'f32' },
  buffers: { x: read('vec4f'), scalar: read('f32'), out: write('vec4f') },
  body: 'out[i] = u.factor * scalar[0] * x[i];',
})

/**
 * The derivative of -log sigma(scale x) by x is -scale sigma(-scale x). The exponential is of nothing positive, so it
 * never overflows.
 */
export const logSigmoidBackwardKernel = eachKernel({
  label: 'logSigmoidLossBackward',
  uniforms: { scale: 'f32', factor: 'f32' },
  buffers: { x: read('vec4f'), gradient: read('f32'), out: write('vec4f') },
  declarations: IS_NAN,
  body: `
    let t = u.scale * x[i];
    let power = exp(-abs(t));
    let sigma = select(vec4f(1), power, t > vec4f(0)) / (1 + power);
    out[i] = select(u.factor * gradient[0] * sigma, t, isNan(t));`,
})
