import { DEFAULT_TEXT_ENCODER, type TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import type { TextEncoder } from './text-encoder.ts'
import { tokens } from './tokens.ts'
import { normalise, row } from './vectors.ts'

const BUCKETS = 1 << 18

/**
 * The built-in encoder: words and word pairs hashed into buckets (feature hashing, Weinberger et al., ICML
 * 2009), weighted by TF-IDF, and brought to fewer dimensions by a random projection of signs (Achlioptas,
 * JCSS 2003). Needs no model, and gives the same vectors on every machine.
 *
 * @param corpus texts of the catalogue, from which the inverse document frequencies come
 */
export async function fitHashedTextEncoder(
  corpus: Iterable<string> | AsyncIterable<string>,
  { dimensions, wordPairs }: TextEncoderSettings<'hashed-tfidf'> = DEFAULT_TEXT_ENCODER,
): Promise<TextEncoder> {
  const { frequency, documents } = await documentFrequencies(corpus, wordPairs)
  return {
    dimensions,
    async encode(texts) {
      const matrix = new Float32Array(texts.length * dimensions)
      texts.forEach((text, index) => {
        const vector = row(matrix, index, dimensions)
        for (const [bucket, count] of bucketCounts(text, wordPairs)) {
          // Smoothed as if one more document held every feature, so that unseen words stay finite.
          const idf = Math.log((1 + documents) / (1 + (frequency[bucket] ?? 0))) + 1
          addProjected(vector, bucket, (1 + Math.log(count)) * idf)
        }
        normalise(vector)
      })
      return matrix
    },
  }
}

async function documentFrequencies(
  corpus: Iterable<string> | AsyncIterable<string>,
  wordPairs: boolean,
): Promise<{ frequency: Uint32Array; documents: number }> {
  const frequency = new Uint32Array(BUCKETS)
  let documents = 0
  for await (const text of corpus) {
    documents++
    for (const bucket of bucketCounts(text, wordPairs).keys())
      frequency[bucket] = (frequency[bucket] ?? 0) + 1
  }
  return { frequency, documents }
}

function bucketCounts(text: string, wordPairs: boolean): Map<number, number> {
  const counts = new Map<number, number>()
  const add = (feature: string) => {
    const bucket = hash(feature) % BUCKETS
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1)
  }
  let previous: string | undefined
  for (const token of tokens(text)) {
    add(token)
    if (wordPairs && previous !== undefined) add(`${previous} ${token}`)
    previous = token
  }
  return counts
}

/** Adds `weight` times the bucket's row of the projection: signs drawn, 32 at a time, from the bucket's number. */
function addProjected(vector: Float32Array, bucket: number, weight: number): void {
  let state = mix(bucket + 1)
  for (let start = 0; start < vector.length; start += 32) {
    state = (state + 0x9e3779b9) | 0
    let bits = mix(state)
    for (let index = start; index < start + 32; index++) {
      vector[index] = (vector[index] ?? 0) + ((bits & 1) === 0 ? weight : -weight)
      bits >>>= 1
    }
  }
}

/** FNV-1a over UTF-16 units, mixed so that all bits count. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return mix(value)
}

/** The 32-bit finaliser of MurmurHash3. */
function mix(value: number): number {
  let mixed = value
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
