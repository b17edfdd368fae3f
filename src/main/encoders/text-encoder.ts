/**
 * Turns texts into comparable vectors. Both modalities go through one encoder (an image as its visual
 * description), so that positive and negative live in one space.
 */
export interface TextEncoder {
  readonly dimensions: number
  /**
   * Names the files or the server's model that vectors come from, where a text's vector depends on nothing but these and
   * the settings: it is part of the cache's name, and vectors are kept text by text. None where vectors depend on the
   * catalogue as a whole.
   */
  readonly revision?: string
  /** Row-major [texts, dimensions]; each row has length 1, or is zero where the text says nothing. */
  encode(texts: readonly string[]): Promise<Float32Array>
}

/** Prepares an encoder for the texts of one catalogue, which it reads to the end or not at all. */
export type FitTextEncoder = (corpus: AsyncIterable<string>) => Promise<TextEncoder>
