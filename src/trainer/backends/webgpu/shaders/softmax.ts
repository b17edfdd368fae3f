import { blockKernel, eachKernel, read, remembered, write } from '../kernel.ts'
import { floats, type Width } from './width.ts'

/** Of the bits, since WGSL may take NaN for impossible: its exponential comes out as infinity. */
const isNan = (width: Width) =>
  width === 4
    ? 'fn isNan(x: vec4f) -> vec4<bool> { return (bitcast<vec4u>(x) & vec4u(0x7fffffffu)) > vec4u(0x7f800000u); }'
    : 'fn isNan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }'

/**
 * log sum_c exp(x[r, c] + bias[c]) of each row by a workgroup of its own: its highest number, then the sum of
 * exponentials of nothing positive, each in one fixed order of a tree. Counts
 * rows. Unless it is biased, `bias` is any buffer.
 */
export const logSumExpKernel = remembered((biased: boolean) =>
  blockKernel({
    label: 'logSumExp',
    uniforms: { cols: 'u32' },
    buffers: { x: read('f32'), bias: read('f32'), out: write('f32') },
    declarations: `
      ${isNan(1)}
      var<workgroup> parts: array<f32, GROUP>;
      fn logit(row: u32, col: u32) -> f32 { return x[row * u.cols + col]${biased ? ' + bias[col]' : ''}; }`,
    body: `
      var highest = -3.4028234e38;
      for (var col = local; col < u.cols; col += GROUP) { highest = max(highest, logit(block, col)); }
      parts[local] = highest;
      for (var reach = GROUP / 2; reach > 0; reach /= 2) {
        workgroupBarrier();
        if (local < reach) { parts[local] = max(parts[local], parts[local + reach]); }
      }
      workgroupBarrier();
      highest = parts[0];
      workgroupBarrier();
      var sum = 0.0;
      for (var col = local; col < u.cols; col += GROUP) {
        let exponent = logit(block, col) - highest;
        sum += select(exp(exponent), exponent, isNan(exponent));
      }
      parts[local] = sum;
      for (var reach = GROUP / 2; reach > 0; reach /= 2) {
        workgroupBarrier();
        if (local < reach) { parts[local] += parts[local + reach]; }
      }
      if (local == 0) { out[block] = select(highest + log(parts[0]), parts[0], isNan(parts[0])); }`,
  }),
)

/** factors[r] * exp(x[r, c] + bias[c] - logSums[r]). Counts rows times `width`, the parts of a row; see `bias` above. */
export const softmaxRowsKernel = remembered((width: Width, biased: boolean) =>
  eachKernel({
    label: 'softmaxRows',
    uniforms: { width: 'u32' },
    buffers: {
      x: read(floats(width)),
      bias: read(floats(width)),
      logSums: read('f32'),
      factors: read('f32'),
      out: write(floats(width)),
    },
    declarations: isNan(width),
    body: `
      let row = i / u.width;
      let exponent = x[i]${biased ? ' + bias[i % u.width]' : ''} - logSums[row];
      out[i] = select(factors[row] * exp(exponent), exponent, isNan(exponent));`,
  }),
)
