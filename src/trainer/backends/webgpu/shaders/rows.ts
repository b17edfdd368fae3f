import { eachKernel, read, remembered, write } from '../kernel.ts'
import { floats, type Width } from './width.ts'

/**
 * Kernels that know rows. Each counts rows times `width`, the parts of a row; neighbouring invocations take
 * neighbouring parts.
 */
const PLACE = 'let row = i / u.width; let col = i % u.width;'

export const addBiasKernel = remembered((width: Width) =>
  eachKernel({
    label: 'addBias',
    uniforms: { width: 'u32' },
    buffers: { x: read(floats(width)), bias: read(floats(width)), out: write(floats(width)) },
    body: 'out[i] = x[i] + bias[i % u.width];',
  }),
)

export const scaleRowsKernel = remembered((width: Width) =>
  eachKernel({
    label: 'scaleRows',
    uniforms: { width: 'u32' },
    buffers: { x: read(floats(width)), factors: read('f32'), out: write(floats(width)) },
    body: 'out[i] = factors[i / u.width] * x[i];',
  }),
)

/** d (w |x|^2) / dx = 2 w x */
export const squaredNormBackwardKernel = remembered((width: Width) =>
  eachKernel({
    label: 'squaredNormBackward',
    uniforms: { width: 'u32' },
    buffers: {
      x: read(floats(width)),
      weights: read('f32'),
      gradient: read('f32'),
      out: write(floats(width)),
    },
    body: 'out[i] = 2 * gradient[0] * weights[i / u.width] * x[i];',
  }),
)

/** An index of -1 gives zeros. */
export const gatherKernel = remembered((width: Width) =>
  eachKernel({
    label: 'gather',
    uniforms: { width: 'u32' },
    buffers: { x: read(floats(width)), indices: read('i32'), out: write(floats(width)) },
    body: `
      ${PLACE}
      let index = indices[row];
      if (index < 0) { out[i] = ${floats(width)}(0); } else { out[i] = x[u32(index) * u.width + col]; }`,
  }),
)

/** Rows of `x` onto the distinct rows of `into` that the list names. */
export const accumulateRowsKernel = remembered((width: Width) =>
  eachKernel({
    label: 'accumulateRows',
    uniforms: { width: 'u32', factor: 'f32' },
    buffers: { x: read(floats(width)), rows: read('u32'), into: write(floats(width)) },
    body: `
      ${PLACE}
      into[rows[row] * u.width + col] += u.factor * x[i];`,
  }),
)

/** Some columns of x to some columns of `out`. Counts rows times `width`, the parts of a row that are copied. */
export const copyColumnsKernel = remembered((width: Width) =>
  eachKernel({
    label: 'copyColumns',
    uniforms: { width: 'u32', fromWidth: 'u32', fromStart: 'u32', toWidth: 'u32', toStart: 'u32' },
    buffers: { x: read(floats(width)), out: write(floats(width)) },
    body: `
      ${PLACE}
      out[row * u.toWidth + u.toStart + col] = x[row * u.fromWidth + u.fromStart + col];`,
  }),
)

/** Place of each row in the list that names it, counted from 1. Counts the list. */
export const placesKernel = eachKernel({
  label: 'places',
  buffers: { rows: read('u32'), places: write('u32') },
  body: 'places[rows[i]] = i + 1;',
})

/**
 * One owner for each output row, who adds what the list has for it, in the list's order.
 * `inverse`: the `rows` rows, rows + 1 ends of their parts, and the parts: places in the list.
 */
export const scatterAddKernel = remembered((width: Width) =>
  eachKernel({
    label: 'scatterAdd',
    uniforms: { width: 'u32', rows: 'u32', factor: 'f32' },
    buffers: { x: read(floats(width)), inverse: read('u32'), into: write(floats(width)) },
    body: `
      ${PLACE}
      let ends = u.rows + row;
      let end = inverse[ends + 1];
      let at = inverse[row] * u.width + col;
      var sum = into[at];
      for (var k = inverse[ends]; k < end; k++) {
        sum += u.factor * x[inverse[2 * u.rows + 1 + k] * u.width + col];
      }
      into[at] = sum;`,
  }),
)

/**
 * One owner for each row of x, who adds over the triples that name it, in their order. With m = <x_u, x_p - x_n> the
 * derivatives are x_p - x_n by x_u, x_u by x_p and -x_u by x_n.
 * `inverse`: rows + 1 ends of each row's part, and the parts: 3 * triple + which of the three.
 */
export const tripleMarginsBackwardKernel = remembered((width: Width) =>
  eachKernel({
    label: 'tripleMarginsBackward',
    uniforms: { width: 'u32', rows: 'u32' },
    buffers: {
      x: read(floats(width)),
      triples: read('u32'),
      inverse: read('u32'),
      gradient: read('f32'),
      out: write(floats(width)),
    },
    declarations: `
      fn at(place: u32, col: u32) -> ${floats(width)} { return x[triples[place] * u.width + col]; }`,
    body: `
      ${PLACE}
      let end = inverse[row + 1];
      var sum = ${floats(width)}(0);
      for (var k = inverse[row]; k < end; k++) {
        let place = inverse[u.rows + 1 + k];
        let user = place - place % 3;
        let factor = gradient[place / 3];
        switch (place % 3) {
          case 0: { sum += factor * (at(user + 1, col) - at(user + 2, col)); }
          case 1: { sum += factor * at(user, col); }
          default: { sum -= factor * at(user, col); }
        }
      }
      out[i] = sum;`,
  }),
)
