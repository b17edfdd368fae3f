/** Turns pictures into comparable vectors. */
export interface PictureEncoder {
  readonly dimensions: number
  /** As a text encoder has it; part of the cache's name. */
  readonly revision?: string
  /**
   * Row-major [pictures, dimensions] of unit vectors; zeros for what cannot be read.
   *
   * @param pictures paths of image files
   */
  encode(pictures: readonly string[]): Promise<Float32Array>
}
