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

/** 1 / (1 + exp(-x)), of an exponential of nothing positive, so that it never overflows. */
const SIGMOID = `
fn sigmoid(x: vec4f) -> vec4f {
  let power = exp(-abs(x));
  return select(select(power, vec4f(1), x > vec4f(0)) / (1 + power), x, isNan(x));
}
`

export const sigmoidKernel = eachKernel({
  label: 'sigmoid',
  buffers: { x: read('vec4f'), out: write('vec4f') },
  declarations: `${IS_NAN} ${SIGMOID}`,
  body: 'out[i] = sigmoid(x[i]);',
})

export const sigmoidBackwardKernel = eachKernel({
  label: 'sigmoidBackward',
  buffers: { output: read('vec4f'), gradient: read('vec4f'), out: write('vec4f') },
  body: 'let value = output[i]; out[i] = gradient[i] * value * (1 - value);',
})

/** (1 - p) / (1 + p) of |x| with p = exp(-2 |x|), which loses digits near 0: there, the series at 0. */
export const tanhKernel = eachKernel({
  label: 'tanh',
  buffers: { x: read('vec4f'), out: write('vec4f') },
  declarations: IS_NAN,
  body: `
    let value = x[i];
    let power = exp(-2 * abs(value));
    let far = sign(value) * (1 - power) / (1 + power);
    let q = value * value;
    let near = value * (1 + q * (-1.0 / 3 + q * (2.0 / 15 + q * (-17.0 / 315 + q * (62.0 / 2835)))));
    out[i] = select(select(far, near, abs(value) < vec4f(0.25)), value, isNan(value));`,
})

export const tanhBackwardKernel = eachKernel({
  label: 'tanhBackward',
  buffers: { output: read('vec4f'), gradient: read('vec4f'), out: write('vec4f') },
  body: 'let value = output[i]; out[i] = gradient[i] * (1 - value * value);',
})

export const multiplyKernel = eachKernel({
  label: 'multiply',
  buffers: { a: read('vec4f'), b: read('vec4f'), out: write('vec4f') },
  body: 'out[i] = a[i] * b[i];',
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
