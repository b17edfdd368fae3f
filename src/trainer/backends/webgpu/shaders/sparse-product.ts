import type { Binding } from '../kernel.ts'
import { read } from '../kernel.ts'
import { floats, type Width } from './width.ts'

/** How a matrix comes: whole, or as rows of it (a RowTensor). */
export type Form = 'dense' | 'rows'

/** What a kernel that multiplies by a sparse matrix is put together from. */
export interface ProductParts {
  readonly width: Width
  readonly x: Form
  /** The rows of the product: all of them, or those of a list, whose places the results go to. */
  readonly of: 'all' | 'listed'
  /** WGSL that takes the product's `sum` at part `col` of row `row`; `place` is the row's place among the results. */
  readonly finish: string
}

export interface ProductSource {
  readonly uniforms: typeof UNIFORMS
  readonly buffers: Readonly<Record<string, Binding>>
  readonly declarations: string
  readonly body: string
}

const UNIFORMS = {
  /** Rows of the result times `width`. */
  parts: 'u32',
  /** Parts of a row. */
  width: 'u32',
  longRows: 'u32',
  /** Where the long rows stand in their buffer. */
  longStart: 'u32',
  /** Invocations side by side on a long row. */
  lanes: 'u32',
} as const

/** Entries above which a row is shared by a workgroup: one invocation alone would keep all others waiting. */
export const LONG_ROW = 256

/** Reads part `col` of row `row` of a matrix called `name`; for a RowTensor, `name`Places tells where its rows are. */
export function rowReader(
  name: string,
  form: Form,
  width: Width,
): { buffers: Record<string, Binding>; code: string } {
  const type = floats(width)
  if (form === 'dense') {
    return {
      buffers: { [name]: read(type) },
      code: `fn ${name}At(row: u32, col: u32) -> ${type} { return ${name}[row * u.width + col]; }`,
    }
  }
  return {
    buffers: { [name]: read(type), [`${name}Places`]: read('u32') },
    code: `
fn ${name}At(row: u32, col: u32) -> ${type} {
  let place = ${name}Places[row];
  if (place == 0) { return ${type}(0); }
  return ${name}[(place - 1) * u.width + col];
}`,
  }
}

/**
 * Rows of a sparse matrix times x. An invocation has one part of a row and goes through the row's entries,
 * four loads at a time under way. The first workgroups have a long row each: their teams go through every
 * teams-th entry, and add up in the order of a tree.
 */
export function sparseProduct({ width, x, of, finish }: ProductParts): ProductSource {
  const type = floats(width)
  const reader = rowReader('x', x, width)
  const listed = of === 'listed'
  return {
    uniforms: UNIFORMS,
    buffers: {
      outline: read('u32'),
      pairs: read('vec2u'),
      ...(listed && { list: read('u32'), long: read('u32') }),
      ...reader.buffers,
    },
    declarations: `
${reader.code}
var<workgroup> teamSums: array<${type}, GROUP>;
fn rowOf(place: u32) -> u32 { return ${listed ? 'list[place]' : 'place'}; }
fn longPlace(index: u32) -> u32 { return ${listed ? 'long' : 'outline'}[u.longStart + index]; }
fn term(k: u32, col: u32) -> ${type} {
  let pair = pairs[k];
  return bitcast<f32>(pair.y) * xAt(pair.x, col);
}
fn wholeRow(begin: u32, end: u32, col: u32) -> ${type} {
  var sum = ${type}(0);
  var k = begin;
  for (; k + 4 <= end; k += 4) {
    let first = term(k, col);
    let second = term(k + 1, col);
    let third = term(k + 2, col);
    let fourth = term(k + 3, col);
    sum += (first + second) + (third + fourth);
  }
  for (; k < end; k++) { sum += term(k, col); }
  return sum;
}
fn finish(place: u32, row: u32, col: u32, sum: ${type}) { ${finish} }
fn longRow(place: u32, local: u32) {
  let row = rowOf(place);
  let end = outline[row + 1];
  let team = local / u.lanes;
  let teams = GROUP / u.lanes;
  for (var start = 0u; start < u.width; start += u.lanes) {
    let col = start + local % u.lanes;
    var sum = ${type}(0);
    if (col < u.width) {
      for (var k = outline[row] + team; k < end; k += teams) { sum += term(k, col); }
    }
    teamSums[local] = sum;
    for (var reach = teams / 2; reach > 0; reach /= 2) {
      workgroupBarrier();
      if (team < reach) { teamSums[local] += teamSums[local + reach * u.lanes]; }
    }
    if (team == 0 && col < u.width) { finish(place, row, col, teamSums[local]); }
    workgroupBarrier();
  }
}`,
    body: `
      if (block < u.longRows) {
        longRow(longPlace(block), local);
      } else {
        let i = (block - u.longRows) * GROUP + local;
        if (i < u.parts) {
          let place = i / u.width;
          let row = rowOf(place);
          let begin = outline[row];
          let end = outline[row + 1];
          let col = i % u.width;
          if (end - begin <= ${LONG_ROW}) { finish(place, row, col, wholeRow(begin, end, col)); }
        }
      }`,
  }
}
