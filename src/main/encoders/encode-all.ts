import { setImmediate } from 'node:timers/promises'
import type { TextEncoder } from './text-encoder.ts'

/** Between pages the engine answers its windows, what was encoded is kept, and a signal to stop is heard. */
export const TEXTS_PER_PAGE = 200

/**
 * Row-major [texts, dimensions].
 * @throws the signal's reason once it is aborted
 */
export async function encodeAll(
  encoder: TextEncoder,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<Float32Array> {
  const matrix = new Float32Array(texts.length * encoder.dimensions)
  for (let from = 0; from < texts.length; from += TEXTS_PER_PAGE) {
    matrix.set(await encoder.encode(texts.slice(from, from + TEXTS_PER_PAGE)), from * encoder.dimensions)
    await setImmediate()
    signal.throwIfAborted()
  }
  return matrix
}
