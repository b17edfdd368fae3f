import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { hasCode } from '#shared/error-code.ts'
import { asFloat32Matrix, decodeNpy, encodeNpy } from '#shared/files/npy.ts'

/** What a folder of features holds; written beside the matrix as `card.json`. */
export const FeatureCard = z.strictObject({
  encoder: z.string(),
  version: z.string(),
  dimensions: z.int().positive(),
  rows: z.int().nonnegative(),
  /** SHA-256 of what was encoded: another catalogue under the same id is not mistaken for this one. */
  fingerprint: z.string(),
})
export type FeatureCard = z.infer<typeof FeatureCard>

const MATRIX = 'matrix.npy'
const CARD = 'card.json'

/** The matrix that was stored under exactly this card; undefined where there is none, or a damaged one. */
export async function readMatrix(folder: string, card: FeatureCard): Promise<Float32Array | undefined> {
  const stored = await readIfThere(join(folder, CARD))
  const bytes = await readIfThere(join(folder, MATRIX))
  if (stored === undefined || bytes === undefined) return undefined
  // A cache that cannot be read is computed again, whatever is wrong with it.
  try {
    if (JSON.stringify(FeatureCard.parse(JSON.parse(stored.toString()))) !== JSON.stringify(card)) {
      return undefined
    }
    const matrix = asFloat32Matrix(decodeNpy(bytes, MATRIX), MATRIX)
    return matrix.rows === card.rows && matrix.cols === card.dimensions ? matrix.data : undefined
  } catch {
    return undefined
  }
}

/**
 * Stores a row-major matrix [rows, dimensions] with its card. Without a card a matrix does not count, so the card goes
 * first and comes last. Concurrent writers write the same.
 */
export async function writeMatrix(folder: string, card: FeatureCard, matrix: Float32Array): Promise<void> {
  await mkdir(folder, { recursive: true })
  const unfinished = join(folder, randomUUID())
  await writeFile(`${unfinished}.npy`, encodeNpy(matrix, [card.rows, card.dimensions]))
  await writeFile(`${unfinished}.json`, `${JSON.stringify(card, null, 2)}\n`)
  await rm(join(folder, CARD), { force: true })
  await rename(`${unfinished}.npy`, join(folder, MATRIX))
  await rename(`${unfinished}.json`, join(folder, CARD))
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}
