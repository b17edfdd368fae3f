import { Refusal } from './chat-request.ts'
import type { DoubleModel } from './models.ts'
import type { Runners } from './runners.ts'

const DIMENSIONS = 24
/** Characters of a context of 2,048 tokens, of which longer texts lose their end. */
const CONTEXT = 8192

/** What `/api/embed` answers: unit vectors of the words, the same for the same text. */
export async function embed(
  body: Record<string, unknown>,
  model: DoubleModel,
  runners: Runners,
): Promise<object> {
  if (!model.capabilities.includes('embedding'))
    throw new Refusal(501, 'this model does not support embeddings')
  const texts = typeof body.input === 'string' ? [body.input] : body.input
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === 'string')) {
    throw new Refusal(400, 'invalid input type')
  }
  if (body.truncate === false && texts.some((text) => text.length > CONTEXT)) {
    throw new Refusal(400, 'the input length exceeds the context length')
  }
  const loading = await runners.use(model.name, {}, body.keep_alive)
  return {
    model: model.name,
    embeddings: texts.map((text) => wordVector(text.slice(0, CONTEXT), DIMENSIONS)),
    total_duration: 5_000_000,
    load_duration: Math.max(loading, 1_000_000),
    prompt_eval_count: Math.ceil(texts.join(' ').length / 4),
  }
}

/** Counts of words in buckets, brought to length 1; a text without words has a direction of its own. */
export function wordVector(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0)
  vector[0] = 0.1
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    let bucket = 7
    for (const character of word) bucket = (bucket * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003
    vector[bucket % dimensions] = (vector[bucket % dimensions] ?? 0) + 1
  }
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}
