import { z } from 'zod'
import { model, prefix } from './embedding-settings.ts'
import { encoder } from './encoder.ts'

export const openaiEmbeddings = encoder({
  name: 'openai-embeddings',
  label: 'OpenAI-compatible embeddings',
  summary:
    'An embedding model of a server of your own that speaks the OpenAI protocol, such as llama-server or vLLM.',
  source: "The protocol's /v1/embeddings; the model's own paper",
  modality: 'text',
  version: '1',
  namedByRevision: true,
  settings: z.strictObject({
    name: z.literal('openai-embeddings'),
    baseUrl: z
      .string()
      .trim()
      .refine((url) => /^https?:\/\/[^/]/.test(url), 'Write the address as http://127.0.0.1:8080/v1.')
      .meta({ label: 'Server', help: 'Its address up to /v1, such as http://127.0.0.1:8080/v1.' }),
    model,
    dimensions: z
      .union([z.literal('auto'), z.int().min(1).max(65_536)])
      .default('auto')
      .meta({
        label: 'Dimensions',
        help: 'Asked of the server, where its model can shorten vectors. "auto" takes them as they come.',
        advanced: true,
      }),
    prefix,
    modelVersion: z.string().max(200).default('').meta({
      label: 'Version of the model',
      help: 'These servers do not say which weights they have: write another word here when they change.',
      advanced: true,
    }),
    keyVariable: z.string().trim().max(200).default('').meta({
      label: 'Variable with the key',
      help: 'Environment variable of the studio that holds the key, where the server wants one. The key itself is not stored.',
      advanced: true,
    }),
    keyFile: z.string().trim().max(2000).default('').meta({
      label: 'File with the key',
      help: 'In place of the variable: path of a file that holds nothing but the key.',
      advanced: true,
    }),
  }),
})
