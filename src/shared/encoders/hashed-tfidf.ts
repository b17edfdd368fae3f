import { z } from 'zod'
import { encoder } from './encoder.ts'

export const hashedTfidf = encoder({
  name: 'hashed-tfidf',
  label: 'Hashed TF-IDF',
  summary: 'Words and word pairs weighted by how rare they are; needs no model, the same on every machine.',
  source:
    'Feature hashing (Weinberger et al., ICML 2009) and a random projection of signs (Achlioptas, JCSS 2003)',
  modality: 'text',
  version: '1',
  settings: z.strictObject({
    name: z.literal('hashed-tfidf'),
    dimensions: z.int().min(32).max(4096).multipleOf(32).default(384).meta({
      label: 'Dimensions',
      help: 'Of the projection: more keep distances better and cost memory.',
      step: 32,
    }),
    wordPairs: z.boolean().default(true).meta({
      label: 'Word pairs',
      help: 'Two words in a row count as one more word, so that order matters.',
    }),
  }),
})
