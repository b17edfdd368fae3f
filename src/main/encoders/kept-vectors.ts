import type { VectorLog } from './vector-log.ts'
import { row } from './vectors.ts'

/**
 * Vectors from the log, and those that it lacks from the encoder, kept as they come. Equal keys are encoded once.
 *
 * @param keys of the inputs, as the log has them
 * @returns row-major [inputs, dimensions]
 */
export async function keptVectors<Input>(
  log: VectorLog,
  inputs: readonly Input[],
  keys: readonly string[],
  encode: (inputs: Input[]) => Promise<Float32Array>,
): Promise<Float32Array> {
  const missing = new Map<string, Input>()
  keys.forEach((key, index) => {
    const input = inputs[index]
    if (input !== undefined && !log.has(key)) missing.set(key, input)
  })
  if (missing.size > 0) {
    const vectors = await encode([...missing.values()])
    const dimensions = vectors.length / missing.size
    // Zeros stand for what could not be read, which may be there the next time.
    const rows = [...missing.keys()]
      .map((key, at) => ({ key, vector: row(vectors, at, dimensions) }))
      .filter(({ vector }) => vector.some((value) => value !== 0))
    const kept = new Float32Array(rows.length * dimensions)
    rows.forEach(({ vector }, at) => {
      kept.set(vector, at * dimensions)
    })
    await log.append(
      rows.map(({ key }) => key),
      kept,
    )
  }
  return log.read(keys)
}
