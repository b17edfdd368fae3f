import { z } from 'zod'
import type { CardContent } from './data-card.ts'
import type { ExportSource } from './export-source.ts'
import { exporter, type RecordPages } from './exporter.ts'
import { NegativeRecord } from './negative-record.ts'
import { parquetFile } from './parquet/parquet-file.ts'
import { columnsOf, type ValueShape } from './parquet/record-schema.ts'
import { recordRows } from './parquet.ts'

/** A folder that `datasets.load_dataset` reads, from the disk or from a hub. */
export const huggingFace = exporter({
  name: 'hf',
  label: 'Hugging Face datasets',
  summary:
    "A folder that `load_dataset` reads: Parquet beside a card that says so, with the items' pictures where wanted.",
  source: 'Hugging Face datasets (Lhoest et al., EMNLP 2021)',
  subjects: ['curated'],
  settings: z.strictObject({
    pictures: z.boolean().default(false).meta({
      label: 'Pictures',
      help: 'Puts the picture of each item into its row; the licence of the catalogue applies to it.',
    }),
  }),
  files: ({ pictures }) => [
    {
      name: 'data/train-00000-of-00001.parquet',
      summary: `One row for each negative${pictures ? ', with the picture of its item' : ''}; the folder is read as a whole.`,
      content: (records, source) => (pictures ? withPictures(records, source) : withoutPictures(records)),
    },
  ],
  cardHead,
})

const COLUMNS = columnsOf(NegativeRecord)

function withoutPictures(records: RecordPages): AsyncGenerator<Uint8Array> {
  return parquetFile({
    columns: COLUMNS,
    rows: recordRows(records),
    metadata: [features(Object.fromEntries(featureTypes(COLUMNS)))],
  })
}

const PICTURE: ValueShape = {
  kind: 'group',
  nullable: true,
  fields: new Map<string, ValueShape>([
    ['bytes', { kind: 'bytes', nullable: true }],
    ['path', { kind: 'text', nullable: true }],
  ]),
}

function withPictures(records: RecordPages, source: ExportSource): AsyncGenerator<Uint8Array> {
  return parquetFile({
    columns: new Map([...COLUMNS, ['item_image', PICTURE]]),
    rows: pictured(records, source),
    metadata: [features({ ...Object.fromEntries(featureTypes(COLUMNS)), item_image: { _type: 'Image' } })],
  })
}

async function* pictured(records: RecordPages, source: ExportSource) {
  for await (const { row, bytes } of recordRows(records)) {
    const picture = await source.picture(row.item_id)
    const item_image = picture === null ? null : { bytes: picture.bytes, path: picture.name }
    yield { row: { ...row, item_image }, bytes: bytes + (picture?.bytes.byteLength ?? 0) }
  }
}

/** What the library takes for the types of the columns, instead of guessing them. */
function features(types: Record<string, unknown>) {
  return { key: 'huggingface', value: JSON.stringify({ info: { features: types } }) }
}

function featureTypes(fields: ReadonlyMap<string, ValueShape>): [string, unknown][] {
  return [...fields].map(([name, shape]) => [name, featureType(shape)])
}

const VALUE_TYPES = { text: 'string', integer: 'int64', boolean: 'bool', bytes: 'binary' } as const

function featureType(shape: ValueShape): unknown {
  switch (shape.kind) {
    case 'list':
      return [featureType(shape.of)]
    case 'group':
      return Object.fromEntries(featureTypes(shape.fields))
    default:
      return { dtype: VALUE_TYPES[shape.kind], _type: 'Value' }
  }
}

/** The hub's sizes, smallest first. */
const SIZES = [
  [1_000, 'n<1K'],
  [10_000, '1K<n<10K'],
  [100_000, '10K<n<100K'],
  [1_000_000, '100K<n<1M'],
  [Number.POSITIVE_INFINITY, '1M<n<10M'],
] as const

/** YAML that says which files are the data. A JSON text is a YAML text. */
function cardHead({ dataset, counts }: CardContent): string {
  const [, size] = SIZES.find(([below]) => counts.negatives < below) ?? SIZES[0]
  return `---
pretty_name: ${JSON.stringify(`Curated negatives of ${dataset.name}`)}
size_categories:
- ${size}
tags:
- recommender-systems
- contrastive-negatives
configs:
- config_name: default
  data_files:
  - split: train
    path: data/*.parquet
---

`
}
