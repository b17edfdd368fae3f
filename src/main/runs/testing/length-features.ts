import { countItems } from '#main/store/item-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import { DEFAULT_TEXT_ENCODER } from '#shared/encoders/text-encoder-settings.ts'
import type { FeatureSources } from '../feature-matrices.ts'

/** Encodes a text as its length, times the share of the usual dimensions that was chosen; every picture is alike. */
export function lengthFeatures(workspace: ReadableWorkspace): Pick<FeatureSources, 'texts' | 'pictures'> {
  const ones = (rows: number) => new Float32Array(rows).fill(1)
  return {
    texts: async (dataset, settings = DEFAULT_TEXT_ENCODER) => ({
      encoder: {
        dimensions: 1,
        encode: async (texts) =>
          Float32Array.from(
            texts,
            (text) => (text.length * Number(settings.dimensions)) / DEFAULT_TEXT_ENCODER.dimensions,
          ),
      },
      settings,
      vectors: ones(countItems(workspace.database, dataset)),
    }),
    pictures: async (dataset) => {
      const rows = countItems(workspace.database, dataset)
      return { rows, dimensions: 1, values: ones(rows) }
    },
  }
}
