import { blockKernel, read, remembered, write } from '../kernel.ts'
import { floats, sumOf, type Width } from './width.ts'

/** Sums, each in one fixed order of a tree: the same bits every time. */

/** The sum over a workgroup's invocations, in invocation 0. GROUP is a power of two. */
const SUM_OF_GROUP = `
var<workgroup> parts: array<f32, GROUP>;
fn sumOfGroup(local: u32, part: f32) -> f32 {
  parts[local] = part;
  for (var reach = GROUP / 2; reach > 0; reach /= 2) {
    workgroupBarrier();
    if (local < reach) { parts[local] += parts[local + reach]; }
  }
  return parts[0];
}`

/** One partial sum for each workgroup, of every GROUP-th of the `length` terms that begin at its own. */
const overTerms = (term: string) => `
    var sum = 0.0;
    for (var i = block * GROUP + local; i < u.length; i += u.count * GROUP) { ${term} }
    let total = sumOfGroup(local, sum);
    if (local == 0) { out[block] = u.factor * total; }`

export const sumKernel = blockKernel({
  label: 'sum',
  uniforms: { length: 'u32', factor: 'f32' },
  buffers: { x: read('f32'), out: write('f32') },
  declarations: SUM_OF_GROUP,
  body: overTerms('sum += x[i];'),
})

export const squaredNormKernel = remembered((width: Width) =>
  blockKernel({
    label: 'squaredNorm',
    uniforms: { length: 'u32', factor: 'f32', width: 'u32' },
    buffers: { x: read(floats(width)), weights: read('f32'), out: write('f32') },
    declarations: SUM_OF_GROUP,
    body: overTerms(`let value = x[i]; sum += weights[i / u.width] * ${sumOf(width, 'value * value')};`),
  }),
)

/**
 * -log sigma(t) = max(-t, 0) + log(1 + exp(-|t|)), which never overflows. WGSL's log is poor near 1, so
 * log(1 + y) is 2 artanh(y / (2 + y)): with y up to 1 the argument is at most 1/3, and six terms of the series
 * suffice for float32.
 */
export const logSigmoidLossKernel = blockKernel({
  label: 'logSigmoidLoss',
  uniforms: { length: 'u32', factor: 'f32', scale: 'f32' },
  buffers: { x: read('f32'), out: write('f32') },
  declarations: `
    ${SUM_OF_GROUP}
    fn softplusOfNegative(t: f32) -> f32 {
      let y = exp(-abs(t));
      let s = y / (2 + y);
      let q = s * s;
      let series = 1 + q * (1.0 / 3 + q * (1.0 / 5 + q * (1.0 / 7 + q * (1.0 / 9 + q * (1.0 / 11)))));
      return max(-t, 0) + 2 * s * series;
    }
    // Of the bits, since WGSL may take NaN for impossible.
    fn isNan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }`,
  body: overTerms(`
      let t = u.scale * x[i];
      if (isNan(t)) { sum += t; } else { sum += softplusOfNegative(t); }`),
})

/** Sums of columns over `rows` rows at a time, by lanes of one column part each: [blocks of rows, width]. */
export const columnSumsKernel = remembered((width: Width) =>
  blockKernel({
    label: 'columnSums',
    uniforms: { rows: 'u32', width: 'u32', rowsPerBlock: 'u32', lanes: 'u32', columnBlocks: 'u32' },
    buffers: { x: read(floats(width)), out: write(floats(width)) },
    declarations: `var<workgroup> parts: array<${floats(width)}, GROUP>;`,
    body: `
      let rowBlock = block / u.columnBlocks;
      let col = (block % u.columnBlocks) * u.lanes + local % u.lanes;
      let team = local / u.lanes;
      let teams = GROUP / u.lanes;
      let end = min((rowBlock + 1) * u.rowsPerBlock, u.rows);
      var sum = ${floats(width)}(0);
      if (col < u.width) {
        for (var row = rowBlock * u.rowsPerBlock + team; row < end; row += teams) {
          sum += x[row * u.width + col];
        }
      }
      parts[local] = sum;
      for (var reach = teams / 2; reach > 0; reach /= 2) {
        workgroupBarrier();
        if (team < reach) { parts[local] += parts[local + reach * u.lanes]; }
      }
      if (team == 0 && col < u.width) { out[rowBlock * u.width + col] = parts[local]; }`,
  }),
)

/** A dot product for each row: `lanes` neighbouring invocations share it. Counts blocks of GROUP / lanes rows. */
const overRows = (width: Width, prepare: string, term: string, result = 'parts[local]') => `
      let row = block * (GROUP / u.lanes) + local / u.lanes;
      let lane = local % u.lanes;
      var sum = 0.0;
      if (row < u.rows) {
        ${prepare}
        for (var col = lane; col < u.width; col += u.lanes) { sum += ${sumOf(width, term)}; }
      }
      parts[local] = sum;
      for (var reach = u.lanes / 2; reach > 0; reach /= 2) {
        workgroupBarrier();
        if (lane < reach) { parts[local] += parts[local + reach]; }
      }
      if (lane == 0 && row < u.rows) { out[row] = ${result}; }`

const PARTS = 'var<workgroup> parts: array<f32, GROUP>;'
const OVER_ROWS = { rows: 'u32', width: 'u32', lanes: 'u32' } as const

export const rowDotKernel = remembered((width: Width) =>
  blockKernel({
    label: 'rowDot',
    uniforms: OVER_ROWS,
    buffers: { a: read(floats(width)), b: read(floats(width)), out: write('f32') },
    declarations: PARTS,
    body: overRows(width, 'let start = row * u.width;', 'a[start + col] * b[start + col]'),
  }),
)

/** 1 / |x|, or 0 for next to nothing. */
export const inverseNormsKernel = remembered((width: Width) =>
  blockKernel({
    label: 'inverseNorms',
    uniforms: OVER_ROWS,
    buffers: { x: read(floats(width)), out: write('f32') },
    declarations: PARTS,
    body: overRows(
      width,
      'let start = row * u.width;',
      'x[start + col] * x[start + col]',
      'select(0, 1 / sqrt(parts[local]), parts[local] > 1e-24)',
    ),
  }),
)

export const tripleMarginsKernel = remembered((width: Width) =>
  blockKernel({
    label: 'tripleMargins',
    uniforms: OVER_ROWS,
    buffers: { x: read(floats(width)), triples: read('u32'), out: write('f32') },
    declarations: PARTS,
    body: overRows(
      width,
      `let user = triples[3 * row] * u.width;
        let positive = triples[3 * row + 1] * u.width;
        let negative = triples[3 * row + 2] * u.width;`,
      'x[user + col] * (x[positive + col] - x[negative + col])',
    ),
  }),
)
