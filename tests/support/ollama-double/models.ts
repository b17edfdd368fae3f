/** A model as the double serves it. */
export interface DoubleModel {
  name: string
  digest: string
  bytes: number
  architecture: string
  contextLength: number
  capabilities: string[]
  /** Says it has vision, and does not see: what an upgrade of a server has done to models before. */
  blind?: boolean
  /** Models with a template in Go refuse pictures themselves, others leave it to the runner. */
  template?: 'go'
}

function model(name: string, seed: string, bytes: number, capabilities: string[]): DoubleModel {
  const architecture = name.replace(/[^a-z0-9].*$/, '')
  return { name, digest: seed.repeat(64), bytes, architecture, contextLength: 32_768, capabilities }
}

/** What a lab laptop might have: a vision model, one that reads only, and one that thinks and sees. */
export const VISION_MODEL = 'gemma3:4b'
export const TEXT_MODEL = 'llama3.2:3b'
export const THINKING_MODEL = 'qwen3.5:2b'

export const MODELS: readonly DoubleModel[] = [
  model(VISION_MODEL, 'a', 3_338_801_804, ['completion', 'vision']),
  model(TEXT_MODEL, 'b', 2_019_393_189, ['completion', 'tools']),
  model(THINKING_MODEL, 'c', 2_741_180_928, ['completion', 'vision', 'thinking']),
]

/** Not there yet, but known to the double's registry. */
export const PULLABLE_MODEL = 'ministral-3:3b'

/** Makes embeddings and nothing else. */
export const EMBEDDING_MODEL = 'nomic-embed-text:latest'

export const REGISTRY: readonly DoubleModel[] = [
  ...MODELS,
  model(PULLABLE_MODEL, 'd', 3_000_000_000, ['completion', 'vision']),
  model('moondream:1.8b', 'e', 1_700_000_000, ['completion', 'vision']),
  model(EMBEDDING_MODEL, 'f', 274_302_450, ['embedding']),
]
