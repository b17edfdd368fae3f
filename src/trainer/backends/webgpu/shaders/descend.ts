import { eachKernel, read, remembered, uniform, write } from '../kernel.ts'
import { GUARD_IS_FINITE } from './adam.ts'
import { floats, type Width } from './width.ts'

/** Counts groups of four, wherever they stand. */
export const descendKernel = eachKernel({
  label: 'descend',
  uniforms: { rate: 'f32' },
  buffers: { gradient: read('vec4f'), parameter: write('vec4f'), guard: uniform('vec4u') },
  body: `if (${GUARD_IS_FINITE}) { parameter[i] -= u.rate * gradient[i]; }`,
})

/** On the distinct rows that the list names. Counts rows of the gradient times `width`, the parts of a row. */
export const descendRowsKernel = remembered((width: Width) =>
  eachKernel({
    label: 'descendRows',
    uniforms: { width: 'u32', rate: 'f32' },
    buffers: {
      rows: read('u32'),
      gradient: read(floats(width)),
      parameter: write(floats(width)),
      guard: uniform('vec4u'),
    },
    body: `
      if (${GUARD_IS_FINITE}) {
        parameter[rows[i / u.width] * u.width + i % u.width] -= u.rate * gradient[i];
      }`,
  }),
)
