import { createHash } from 'node:crypto'
import { ExpectedError } from '#shared/expected-error.ts'
import type { TextEncoder } from '../text-encoder.ts'
import { normalise, row } from '../vectors.ts'
import { patiently, type Wait } from './patience.ts'

/** What a server does: one vector for each text, in their order, of any length but zero. */
export type Embed = (texts: readonly string[]) => Promise<readonly (readonly number[])[]>

/** Texts of one request: enough to keep a server busy, few enough that a failed one costs little. */
const BATCH = 32

/** Any text will do to see how many numbers a vector has. */
const PROBE = 'dimensions'

interface EmbeddingSource {
  /** For sentences about failures. */
  readonly server: string
  readonly revision: string
  readonly prefix: string
  readonly embed: Embed
  readonly wait?: Wait
}

/**
 * An encoder over a server that embeds texts, whose dimensions it asks for first. Blank texts are not sent: they say
 * nothing, and are zeros.
 * @throws what `embed` throws, after patience with what passes; ExpectedError MODEL_FAILED for vectors that are none
 */
export async function embeddingEncoder(source: EmbeddingSource): Promise<TextEncoder> {
  const { server, revision, prefix, wait } = source
  const ask = async (texts: readonly string[], dimensions?: number) => {
    const vectors = await patiently(() => source.embed(texts.map((text) => prefix + text)), wait)
    const width = dimensions ?? vectors[0]?.length ?? 0
    const usable = vectors.length === texts.length && vectors.every((vector) => isVector(vector, width))
    if (usable && width > 0) return vectors
    throw new ExpectedError('MODEL_FAILED', `${server} answered with vectors that cannot be used.`, {
      retry: 'Choose another embedding model.',
    })
  }
  const [probe = []] = await ask([PROBE])
  const dimensions = probe.length
  return {
    dimensions,
    revision,
    async encode(texts) {
      const matrix = new Float32Array(texts.length * dimensions)
      const said = texts.flatMap((text, index) => (text.trim() === '' ? [] : [{ text, index }]))
      for (let from = 0; from < said.length; from += BATCH) {
        const batch = said.slice(from, from + BATCH)
        const vectors = await ask(
          batch.map(({ text }) => text),
          dimensions,
        )
        batch.forEach(({ index }, at) => {
          matrix.set(vectors[at] ?? [], index * dimensions)
          normalise(row(matrix, index, dimensions))
        })
      }
      return matrix
    },
  }
}

function isVector(vector: readonly number[], dimensions: number): boolean {
  return vector.length === dimensions && vector.every(Number.isFinite)
}

/** A short name of everything that decides what vector a text gets. */
export function revisionFrom(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}
