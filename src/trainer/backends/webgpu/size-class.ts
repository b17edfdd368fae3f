const SMALLEST = 256

/**
 * The size of the buffer that holds so many bytes. Four classes an octave: at most a quarter is wasted, and a
 * tensor whose size changes a little from step to step finds last step's buffer again. Always a
 * multiple of 16, so that any buffer can be read as vectors of four.
 */
export function sizeClass(bytes: number): number {
  if (bytes <= SMALLEST) return SMALLEST
  const step = 2 ** (Math.ceil(Math.log2(bytes)) - 3)
  return Math.ceil(bytes / step) * step
}
