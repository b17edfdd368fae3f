/** A model in memory, ready to encode. */
export interface LoadedModel {
  readonly dimensions: number
  /** Execution provider of ONNX Runtime. */
  readonly device: string
  /** Row-major unit vectors [texts, dimensions]. */
  texts(texts: readonly string[]): Promise<Float32Array>
  /**
   * Row-major unit vectors [pictures, dimensions]; zeros for a file that is no picture.
   * @throws Error for a model of texts alone
   */
  pictures(files: readonly string[]): Promise<Float32Array>
}
