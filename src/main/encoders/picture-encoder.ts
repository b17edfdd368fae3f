/** Turns pictures into comparable vectors. */
export interface PictureEncoder {
  readonly dimensions: number
  /**
   * A unit vector [dimensions].
   *
   * @param picture path of an image file
   * @throws Error where it cannot be read
   */
  encode(picture: string): Promise<Float32Array>
}
