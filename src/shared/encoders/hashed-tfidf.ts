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
  dimensions: 384,
  settings: z.strictObject({}),
})
