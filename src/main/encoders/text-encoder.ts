/**
 * Turns texts into comparable vectors. Both modalities go through one encoder (an image as its visual
 * description), so that positive and negative live in one space.
 */
export interface TextEncoder {
  readonly id: string
  /** Changes whenever the same text would get another vector; caches and provenance name it. */
  readonly version: string
  readonly dimensions: number
  /** Row-major [texts, dimensions]; each row has length 1, or is zero where the text says nothing. */
  encode(texts: readonly string[]): Promise<Float32Array>
}

/** What provenance calls an encoder: `id@version`. */
export function encoderName(encoder: Pick<TextEncoder, 'id' | 'version'>): string {
  return `${encoder.id}@${encoder.version}`
}
