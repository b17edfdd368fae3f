import type { GeneratorDescriptor } from './generator-descriptor.ts'

export const ollama = {
  name: 'ollama',
  label: 'Ollama model',
  summary:
    'A multimodal model describes the picture, masks the key attributes and completes the masked texts.',
  source: "NegGen's three prompts: describe, mask, complete",
  needs: { server: true },
} as const satisfies GeneratorDescriptor
