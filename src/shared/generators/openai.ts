import { z } from 'zod'
import { describeGenerator } from './generator-descriptor.ts'
import { contextLength, SOURCE, SUMMARY, strategyOptions, strategySettings } from './strategy-settings.ts'

/** Address of a server up to `/v1`; empty for none. */
export const OpenAiHost = z
  .string()
  .trim()
  .refine(
    (url) => url === '' || /^https?:\/\/[^/]/.test(url),
    'Write the address as http://127.0.0.1:8080/v1.',
  )

export const openai = describeGenerator({
  name: 'openai',
  label: 'OpenAI-compatible',
  summary: `A multimodal model of a server such as llama-server or vLLM ${SUMMARY}`,
  source: SOURCE,
  needs: { server: 'openai' },
  settings: z.strictObject({
    ...strategySettings,
    contextLength: contextLength.meta({
      label: 'Context length',
      unit: 'tokens',
      help: 'What the server was started with: a longer prompt is not sent.',
      step: 1024,
      advanced: true,
    }),
    host: OpenAiHost.default('').meta({
      label: 'Server',
      help: "Its address up to /v1, such as http://127.0.0.1:8080/v1; the workspace's if left out. The workspace's key goes to the workspace's server alone.",
      advanced: true,
    }),
  }),
  options: z.object({ name: z.literal('openai'), ...strategyOptions }),
  defaults: ({ openaiServer, openaiModel, temperature, contextLength }) => ({
    ...(openaiModel === null ? {} : { model: openaiModel }),
    host: openaiServer.host,
    temperature,
    contextLength,
  }),
})
