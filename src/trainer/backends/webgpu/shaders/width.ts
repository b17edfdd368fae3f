import type { Tensor } from '../../backend.ts'

/** Floats that an invocation takes at a time: 4 where a row's length allows it. */
export type Width = 1 | 4

export function widthOf(...tensors: readonly Pick<Tensor, 'cols'>[]): Width {
  return tensors.every(({ cols }) => cols % 4 === 0) ? 4 : 1
}

/** The type of so many floats. */
export function floats(width: Width): 'f32' | 'vec4f' {
  return width === 4 ? 'vec4f' : 'f32'
}

/** Their sum. */
export function sumOf(width: Width, value: string): string {
  return width === 4 ? `dot(${value}, vec4f(1))` : value
}

/** In how many groups of four a tensor's values are read where its rows do not matter. Buffers have room for the last. */
export function quads(length: number): number {
  return Math.ceil(length / 4)
}

/** The least power of two that is not below `value`. */
export function powerOfTwo(value: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(value, 1)))
}
