/**
 * Turns texts into comparable vectors. Both modalities go through one encoder (an image as its visual
 * description), so that positive and negative live in one space.
 */
export interface TextEncoder {
  readonly dimensions: number
  /** Row-major [texts, dimensions]; each row has length 1, or is zero where the text says nothing. */
  encode(texts: readonly string[]): Promise<Float32Array>
}

/** Prepares an encoder for the texts of one catalogue, which it reads to the end or not at all. */
export type FitTextEncoder = (corpus: AsyncIterable<string>) => Promise<TextEncoder>
