import { z } from 'zod'
import { encoder } from './encoder.ts'

/** Vectors that nobody here computes: they come with a data set. */
export const importedFeatures = encoder({
  name: 'file',
  label: 'Imported features',
  summary:
    'A matrix of features that came with the data set, one row per item, as the MMRec layout has them.',
  source: 'The files of the import',
  modality: 'either',
  version: '1',
  settings: z.strictObject({
    name: z.literal('file'),
    file: z.string().min(1).meta({ label: 'File', help: 'Name of the matrix without its ending.' }),
  }),
  cacheName: ({ file }) => `file-${String(file)}`,
})
