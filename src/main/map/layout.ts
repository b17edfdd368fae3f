import { UMAP } from 'umap-js'
import { seededRandom } from '#main/catalogue/random.ts'

/** Changes whenever the same vectors would get another place. */
export const LAYOUT_VERSION = 'umap-1'

const NEIGHBORS = 15
/** Told so often of how far the layout is. */
const EPOCHS_BETWEEN = 5

/**
 * Places vectors in the plane so that near ones stay near: UMAP (McInnes, Healy and Melville, arXiv 1802.03426), with its
 * usual settings. The vectors have length 1, so that the Euclidean distances among them sort like their cosines.
 *
 * @param vectors row-major [rows, dimensions]
 * @param seed decides every draw: equal vectors and seed, equal places
 * @param onShare told the share of the layout's epochs that are done, first when the neighbors are known
 * @returns row-major [rows, 2]
 */
export function layout(
  vectors: Float32Array,
  dimensions: number,
  seed: number,
  onShare: (share: number) => void = () => {},
): Float32Array {
  const rows = vectors.length / dimensions
  const places = new Float32Array(rows * 2)
  // Too few for a neighborhood: side by side.
  if (rows < 4) return places.map((_, index) => (index % 2 === 0 ? index / 2 : 0))
  const umap = new UMAP({ nNeighbors: Math.min(NEIGHBORS, rows - 1), random: seededRandom(seed) })
  const epochs = umap.initializeFit(
    Array.from({ length: rows }, (_, row) =>
      Array.from(vectors.subarray(row * dimensions, (row + 1) * dimensions)),
    ),
  )
  for (let epoch = 0; epoch < epochs; epoch++) {
    if (epoch % EPOCHS_BETWEEN === 0) onShare(epoch / epochs)
    umap.step()
  }
  umap.getEmbedding().forEach(([x = 0, y = 0], row) => {
    places[row * 2] = x
    places[row * 2 + 1] = y
  })
  return places
}
