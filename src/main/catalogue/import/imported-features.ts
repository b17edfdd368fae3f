import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import type { Workspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { encoderCacheName } from '#shared/encoders/encoder.ts'
import { importedFeatures } from '#shared/encoders/imported-features.ts'
import { asFloat32Matrix, decodeNpy, encodeNpy, NpyError } from '#shared/files/npy.ts'
import type { SkippedRows } from '../readers/skipped-rows.ts'

/** Everything of it is in memory for a moment. */
const LARGEST_FILE = 1024 ** 3

const UNFINISHED = '.unfinished'

export interface FeatureRows {
  /** How many rows the matrices must have; undefined where that is not known. */
  expected: number | undefined
  /** Row of an item in the matrices of the source. */
  rowOf(externalId: string): number | undefined
}

/**
 * Takes over feature matrices that came with a data set, as `features/file-<name>-dataset-<id>/`: `matrix.npy`, whose row
 * is an item's position, and `card.json`. A matrix that does not fit is left out, with the reason in `skipped`.
 *
 * @param externalIds of the items that are in the data set, by position
 */
export async function importFeatures(
  workspace: Workspace,
  dataset: DatasetId,
  files: readonly string[],
  rows: FeatureRows,
  externalIds: readonly string[],
  skipped: SkippedRows,
): Promise<void> {
  for (const file of files) {
    const matrix = await readMatrix(file, rows)
    if (typeof matrix === 'string') {
      skipped.add(file, 1, matrix)
      continue
    }
    const taken = gather(matrix, rows, externalIds)
    if (typeof taken === 'string') {
      skipped.add(file, 1, taken)
      continue
    }
    const settings = { name: importedFeatures.name, file: basename(file, extname(file)) }
    const card = {
      encoder: `${settings.name}:${settings.file}`,
      version: importedFeatures.version,
      dimensions: matrix.cols,
      rows: externalIds.length,
      fingerprint: matrix.fingerprint,
    }
    const folder = workspace.paths.features(
      `${encoderCacheName(importedFeatures, settings)}-dataset-${dataset}`,
    )
    const unfinished = `${folder}${UNFINISHED}`
    await mkdir(unfinished, { recursive: true })
    await writeFile(join(unfinished, 'matrix.npy'), encodeNpy(taken, [card.rows, card.dimensions]))
    await writeFile(join(unfinished, 'card.json'), `${JSON.stringify(card, null, 2)}\n`)
    await rm(folder, { recursive: true, force: true })
    await rename(unfinished, folder)
  }
}

interface SourceMatrix {
  rows: number
  cols: number
  data: Float32Array
  /** SHA-256 of the file. */
  fingerprint: string
}

/** The matrix, or why it is left out. */
async function readMatrix(file: string, rows: FeatureRows): Promise<SourceMatrix | string> {
  if ((await stat(file)).size > LARGEST_FILE) return 'these features are larger than 1 GB'
  const bytes = await readFile(file)
  try {
    const matrix = asFloat32Matrix(decodeNpy(bytes, basename(file)), basename(file))
    if (matrix.cols === 0) return 'these features have no columns'
    if (rows.expected !== undefined && matrix.rows !== rows.expected) {
      return `these features have ${matrix.rows} rows for ${rows.expected} items`
    }
    return { ...matrix, fingerprint: createHash('sha256').update(bytes).digest('hex') }
  } catch (error) {
    if (error instanceof NpyError) return error.message
    throw error
  }
}

function gather(
  matrix: SourceMatrix,
  rows: FeatureRows,
  externalIds: readonly string[],
): Float32Array | string {
  const taken = new Float32Array(externalIds.length * matrix.cols)
  for (const [position, externalId] of externalIds.entries()) {
    const row = rows.rowOf(externalId)
    if (row === undefined || row >= matrix.rows)
      return `these features have no row for the item ${externalId}`
    taken.set(matrix.data.subarray(row * matrix.cols, (row + 1) * matrix.cols), position * matrix.cols)
  }
  return taken
}

/** Removes all matrices of a data set, those that encoders cached included. */
export async function removeFeatures(workspace: Workspace, dataset: DatasetId): Promise<void> {
  const folder = dirname(workspace.paths.features('any'))
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })
  for (const name of names) {
    const finished = name.endsWith(UNFINISHED) ? name.slice(0, -UNFINISHED.length) : name
    if (finished.endsWith(`-dataset-${dataset}`))
      await rm(join(folder, name), { recursive: true, force: true })
  }
}
