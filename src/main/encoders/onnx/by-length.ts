/**
 * Encodes texts of similar length together, since a batch is padded to its longest text and padding costs as much as text.
 *
 * @param encode gives row-major vectors of a batch
 * @returns row-major vectors in the order of the texts
 */
export async function inBatches(
  texts: readonly string[],
  batch: number,
  encode: (texts: string[]) => Promise<Float32Array>,
): Promise<Float32Array> {
  const order = texts.map((_, index) => index).toSorted((a, b) => length(texts, b) - length(texts, a))
  let result = new Float32Array()
  for (let from = 0; from < order.length; from += batch) {
    const rows = order.slice(from, from + batch)
    const vectors = await encode(rows.map((row) => texts[row] ?? ''))
    const dimensions = vectors.length / rows.length
    if (result.length === 0) result = new Float32Array(texts.length * dimensions)
    rows.forEach((row, at) => {
      result.set(vectors.subarray(at * dimensions, (at + 1) * dimensions), row * dimensions)
    })
  }
  return result
}

function length(texts: readonly string[], index: number): number {
  return texts[index]?.length ?? 0
}
