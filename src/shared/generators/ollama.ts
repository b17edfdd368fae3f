import { z } from 'zod'
import { describeGenerator } from './generator-descriptor.ts'
import { contextLength, SOURCE, SUMMARY, strategyOptions, strategySettings } from './strategy-settings.ts'

export const ollama = describeGenerator({
  name: 'ollama',
  label: 'Ollama model',
  summary: `A multimodal model ${SUMMARY}`,
  source: SOURCE,
  needs: { server: 'ollama' },
  settings: z.strictObject({
    ...strategySettings,
    contextLength: contextLength.meta({
      label: 'Context length',
      unit: 'tokens',
      help: 'Asked of the server; constant over a job, since a change reloads the model.',
      step: 1024,
      advanced: true,
    }),
    // Not `localhost`, which can resolve to ::1 where the server does not listen.
    host: z.string().min(1).default('http://127.0.0.1:11434').meta({
      label: 'Server',
      help: 'Address of the Ollama server.',
      advanced: true,
    }),
  }),
  options: z.object({ name: z.literal('ollama'), ...strategyOptions }),
  defaults: ({ ollamaHost, model, temperature, contextLength }) => ({
    ...(model === null ? {} : { model }),
    host: ollamaHost,
    temperature,
    contextLength,
  }),
})
