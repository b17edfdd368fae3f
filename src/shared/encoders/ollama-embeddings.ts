import { z } from 'zod'
import { model, prefix } from './embedding-settings.ts'
import { encoder } from './encoder.ts'

export const ollamaEmbeddings = encoder({
  name: 'ollama-embeddings',
  label: 'Ollama embeddings',
  summary:
    'An embedding model of an Ollama server, such as nomic-embed-text; a text longer than its context loses its end.',
  source: "Ollama's /api/embed; the model's own paper",
  modality: 'text',
  version: '1',
  namedByRevision: true,
  settings: z.strictObject({
    name: z.literal('ollama-embeddings'),
    model,
    // Not `localhost`, which can resolve to ::1 where the server does not listen.
    host: z.string().trim().min(1).default('http://127.0.0.1:11434').meta({
      label: 'Server',
      help: 'Address of the Ollama server.',
    }),
    prefix,
  }),
})
