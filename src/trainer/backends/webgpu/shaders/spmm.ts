import { blockKernel, type Kernel, remembered, write } from '../kernel.ts'
import { type Form, rowReader, sparseProduct } from './sparse-product.ts'
import { floats, type Width } from './width.ts'

/** scale * (plus + a x), for all rows or for those of a list. */
export const spmmKernel = remembered(
  (width: Width, of: 'all' | 'listed', x: Form, plus: Form | 'none'): Kernel => {
    const added = plus === 'none' ? { buffers: {}, code: '' } : rowReader('plus', plus, width)
    const value = plus === 'none' ? 'sum' : '(plusAt(row, col) + sum)'
    const product = sparseProduct({
      width,
      x,
      of,
      finish: `out[place * u.width + col] = u.scale * ${value};`,
    })
    return blockKernel({
      label: 'spmm',
      uniforms: { ...product.uniforms, scale: 'f32' },
      buffers: { ...product.buffers, ...added.buffers, out: write(floats(width)) },
      declarations: added.code + product.declarations,
      body: product.body,
    })
  },
)
