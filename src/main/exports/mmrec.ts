import { stringify } from 'csv-stringify/sync'
import { z } from 'zod'
import { encodeNpy } from '#shared/files/npy.ts'
import type { ExportSource } from './export-source.ts'
import { exporter, type RecordPages } from './exporter.ts'
import type { NegativeRecord } from './negative-record.ts'

/** What the MMRec toolbox reads, with the negatives as feature matrices beside those of the items. */
export const mmrec = exporter({
  name: 'mmrec',
  label: 'MMRec layout',
  summary:
    'Interactions, ids and feature matrices for the MMRec toolbox: the negatives are matrices beside those of the items.',
  source: 'MMRec (Zhou, MMAsia 2023)',
  subjects: ['curated'],
  settings: z.strictObject({}),
  files: () => [
    {
      name: 'interactions.inter',
      summary: 'Tab-separated numbers of user and item, and x_label: 0 training, 1 validation, 2 test.',
      content: (_, source) => interactions(source),
    },
    {
      name: 'i_id_mapping.csv',
      summary: 'The id of each item and its number, which is its row in the matrices.',
      content: (_, source) => mapping(['item_id', 'itemID'], source.itemIds()),
    },
    {
      name: 'u_id_mapping.csv',
      summary: 'The id of each user and its number.',
      content: (_, source) => mapping(['user_id', 'userID'], source.userIds()),
    },
    {
      name: 'text_feat.npy',
      summary: "The items' texts as float32 vectors of the studio's text encoder.",
      content: (_, source) => itemTexts(source),
    },
    {
      name: 'negative_text_feat.npy',
      summary:
        "The negatives' texts in the same space; the mean where an item has several, NaN throughout the row where it has none.",
      content: (records, source) => negatives(records, source, ({ negative_text }) => negative_text),
    },
    {
      name: 'negative_visual_feat.npy',
      summary: 'The same of what their pictures would show, in words.',
      content: (records, source) => negatives(records, source, ({ negative_visual }) => negative_visual),
    },
  ],
})

async function* interactions(source: ExportSource): AsyncGenerator<string> {
  yield 'userID\titemID\tx_label\n'
  for await (const page of source.interactions()) {
    yield page.map(({ user, item, split }) => `${user}\t${item}\t${split}\n`).join('')
  }
}

async function* mapping(header: readonly string[], ids: readonly string[]): AsyncGenerator<string> {
  yield stringify([header, ...ids.map((id, number) => [id, number])], { delimiter: '\t' })
}

async function* itemTexts(source: ExportSource): AsyncGenerator<Uint8Array> {
  const { vectors, dimensions } = await source.texts()
  yield encodeNpy(vectors, [vectors.length / dimensions, dimensions])
}

async function* negatives(
  records: RecordPages,
  source: ExportSource,
  text: (record: NegativeRecord) => string,
): AsyncGenerator<Uint8Array> {
  const ids = source.itemIds()
  const rows = new Map(ids.map((id, row) => [id, row]))
  const { dimensions, encode } = await source.texts()
  const sums = new Float32Array(ids.length * dimensions)
  const counts = new Uint32Array(ids.length)
  for await (const page of records) {
    const vectors = await encode(page.map(text))
    for (const [at, { item_id }] of page.entries()) {
      const row = rows.get(item_id)
      if (row === undefined) throw new Error(`no item ${item_id}`)
      counts[row] = (counts[row] ?? 0) + 1
      for (let k = 0; k < dimensions; k++) {
        const place = row * dimensions + k
        sums[place] = (sums[place] ?? 0) + (vectors[at * dimensions + k] ?? 0)
      }
    }
  }
  // Nothing over nothing is NaN, as the card says.
  const means = sums.map((sum, place) => sum / (counts[Math.floor(place / dimensions)] ?? 0))
  yield encodeNpy(means, [ids.length, dimensions])
}
