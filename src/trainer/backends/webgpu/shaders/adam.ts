import {
  type Binding,
  blockKernel,
  eachKernel,
  type Kernel,
  read,
  remembered,
  uniform,
  write,
} from '../kernel.ts'
import { type Form, rowReader, sparseProduct } from './sparse-product.ts'
import { floats, type Width } from './width.ts'

const UNIFORMS = {
  beta1: 'f32',
  beta2: 'f32',
  epsilon: 'f32',
  /** learning rate / (1 - beta1^step) */
  rate: 'f32',
  /** 1 / (1 - beta2^step) */
  correction: 'f32',
} as const

/**
 * The guard is tested by its bits, since WGSL may take infinity and NaN for impossible: in both all of the
 * exponent's are set.
 */
export const GUARD_IS_FINITE = '(guard.x & 0x7f800000u) != 0x7f800000u'

/** Of the element at `at`. */
const UPDATE = `
  let m = u.beta1 * first[at] + (1 - u.beta1) * gradient;
  let v = u.beta2 * second[at] + (1 - u.beta2) * gradient * gradient;
  first[at] = m;
  second[at] = v;
  parameter[at] -= u.rate * m / (sqrt(v * u.correction) + u.epsilon);`

/** A step of Adam on the distinct rows that the list names. Counts rows of the gradient times `width`, the parts of a row. */
export const adamRowsKernel = remembered((width: Width) =>
  eachKernel({
    label: 'adamRows',
    uniforms: { width: 'u32', ...UNIFORMS },
    buffers: {
      rows: read('u32'),
      gradients: read(floats(width)),
      parameter: write(floats(width)),
      first: write(floats(width)),
      second: write(floats(width)),
      guard: uniform('vec4u'),
    },
    body: `
      if (${GUARD_IS_FINITE}) {
        let at = rows[i / u.width] * u.width + i % u.width;
        let gradient = gradients[i];
        ${UPDATE}
      }`,
  }),
)

/**
 * A step of Adam (Kingma & Ba 2015, algorithm 1) that adds up its gradient on the way, so that the gradient of a
 * table is never written down: `dense` whole matrices (at most 2), some rows, and a product with a sparse matrix. With
 * the product, each invocation first multiplies its part of a row.
 */
export const adamKernel = remembered(
  (width: Width, dense: number, rows: boolean, product: Form | 'none'): Kernel<string, string> => {
    const type = floats(width)
    const inRows = rows ? rowReader('rows', 'rows', width) : { buffers: {}, code: '' }
    const terms = ['multiplied']
    const buffers: Record<string, Binding> = {}
    for (let part = 0; part < dense; part++) {
      buffers[`dense${part}`] = read(type)
      terms.push(`dense${part}[at]`)
    }
    if (rows) terms.push('rowsAt(row, col)')
    Object.assign(buffers, inRows.buffers, {
      parameter: write(type),
      first: write(type),
      second: write(type),
      guard: uniform('vec4u'),
    })
    const declarations = `
${inRows.code}
fn update(row: u32, col: u32, multiplied: ${type}) {
  let at = row * u.width + col;
  let gradient = ${terms.join(' + ')};
${UPDATE}
}`
    if (product === 'none') {
      return eachKernel({
        label: 'adam',
        uniforms: { width: 'u32', ...UNIFORMS },
        buffers,
        declarations,
        body: `if (${GUARD_IS_FINITE}) { update(i / u.width, i % u.width, ${type}(0)); }`,
      })
    }
    const source = sparseProduct({
      width,
      x: product,
      of: 'all',
      finish: 'update(row, col, u.scale * sum);',
    })
    return blockKernel({
      label: 'adam of a product',
      uniforms: { ...source.uniforms, scale: 'f32', ...UNIFORMS },
      buffers: { ...source.buffers, ...buffers },
      declarations: declarations + source.declarations,
      body: `if (${GUARD_IS_FINITE}) { ${source.body} }`,
    })
  },
)
