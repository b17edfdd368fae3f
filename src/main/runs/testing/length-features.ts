import { countItems } from '#main/store/item-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { FeatureSources } from '../feature-matrices.ts'

/** Encodes a text as its length; every picture is alike. */
export function lengthFeatures(workspace: ReadableWorkspace): Pick<FeatureSources, 'texts' | 'pictures'> {
  const encode = async (texts: readonly string[]) => Float32Array.from(texts, (text) => text.length)
  const ones = (rows: number) => new Float32Array(rows).fill(1)
  return {
    texts: async (dataset) => ({
      encoder: { id: 'length', version: '1', dimensions: 1, encode },
      vectors: ones(countItems(workspace.database, dataset)),
    }),
    pictures: async (dataset) => {
      const rows = countItems(workspace.database, dataset)
      return { rows, dimensions: 1, values: ones(rows) }
    },
  }
}
