import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import type { Workspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { encoderCacheName } from '#shared/encoders/encoder.ts'
import { importedFeatures } from '#shared/encoders/imported-features.ts'
import { hasCode } from '#shared/error-code.ts'
import { encodeNpyHeader, NpyError } from '#shared/files/npy-header.ts'
import type { SkippedRows } from '../readers/skipped-rows.ts'
import { FeatureFile } from './feature-file.ts'

/** Whoever trains on features holds all of them in memory as float32. */
const LARGEST_MATRIX = 1024 ** 3

const UNFINISHED = '.unfinished'

export interface FeatureRows {
  /** How many rows the matrices must have; undefined where that is not known. */
  expected: number | undefined
  /** Row of an item in the matrices of the source. */
  rowOf(externalId: string): number | undefined
}

/**
 * Takes over feature matrices that came with a data set, as `features/file-<name>-dataset-<id>/`: `matrix.npy`, float32,
 * whose row is an item's position, and `card.json`. A matrix that does not fit is left out, with the reason in `skipped`.
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
    const settings = { name: importedFeatures.name, file: basename(file, extname(file)) }
    const name = `${encoderCacheName(importedFeatures, settings)}-dataset-${dataset}`
    const folder = workspace.paths.features(name)
    const unfinished = `${folder}${UNFINISHED}`
    await mkdir(unfinished, { recursive: true })
    try {
      await using source = await FeatureFile.open(file)
      const fingerprint = await gather(source, rows, externalIds, join(unfinished, 'matrix.npy'))
      const card = {
        encoder: `${settings.name}:${settings.file}`,
        version: importedFeatures.version,
        dimensions: source.cols,
        rows: externalIds.length,
        fingerprint,
      }
      await writeFile(join(unfinished, 'card.json'), `${JSON.stringify(card, null, 2)}\n`)
      await rm(folder, { recursive: true, force: true })
      await rename(unfinished, folder)
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true })
      if (!(error instanceof NpyError)) throw error
      skipped.add(file, 1, error.message)
    }
  }
}

/**
 * Writes the rows of the items in the order of their positions.
 *
 * @returns the SHA-256 of the source
 * @throws NpyError where the source does not fit the items
 */
async function gather(
  source: FeatureFile,
  rows: FeatureRows,
  externalIds: readonly string[],
  target: string,
): Promise<string> {
  const wanted = wantedRows(source, rows, externalIds)
  const { cols } = source
  const rowBytes = cols * Float32Array.BYTES_PER_ELEMENT
  const header = encodeNpyHeader('<f4', [externalIds.length, cols])
  await using matrix = await open(target, 'w')
  await matrix.write(header, 0, header.length, 0)
  const chunks = source.chunks()
  let next = 0
  for (let step = await chunks.next(); ; step = await chunks.next()) {
    if (step.done === true) return step.value
    const { first, rows: count, values } = step.value
    while (isWithin(wanted[next], first + count)) {
      const run = consecutive(wanted, next, first + count, count)
      const gathered = new Float32Array(run.length * cols)
      run.forEach(({ row }, index) => {
        const start = (row - first) * cols
        gathered.set(values.subarray(start, start + cols), index * cols)
      })
      const position = header.length + (run[0]?.position ?? 0) * rowBytes
      await matrix.write(new Uint8Array(gathered.buffer), 0, run.length * rowBytes, position)
      next += run.length
    }
  }
}

/** Where a row of the source goes. */
interface Wanted {
  row: number
  position: number
}

/** What the items want, in the order in which the source has it. */
function wantedRows(source: FeatureFile, rows: FeatureRows, externalIds: readonly string[]): Wanted[] {
  if (rows.expected !== undefined && source.rows !== rows.expected) {
    throw new NpyError(`these features have ${source.rows} rows for ${rows.expected} items`)
  }
  const bytes = externalIds.length * source.cols * Float32Array.BYTES_PER_ELEMENT
  if (bytes > LARGEST_MATRIX) {
    throw new NpyError(`these features take ${(bytes / 1024 ** 3).toFixed(1)} GB; at most 1 GB is taken`)
  }
  const wanted = externalIds.map((externalId, position) => {
    const row = rows.rowOf(externalId)
    if (row === undefined || row >= source.rows) {
      throw new NpyError(`these features have no row for the item ${externalId}`)
    }
    return { row, position }
  })
  return wanted.sort((a, b) => a.row - b.row || a.position - b.position)
}

function isWithin(wanted: Wanted | undefined, endRow: number): boolean {
  return wanted !== undefined && wanted.row < endRow
}

/** The longest run from `from` on whose rows lie side by side in the target and can be written at once. */
function consecutive(wanted: readonly Wanted[], from: number, endRow: number, longest: number): Wanted[] {
  const start = wanted[from]?.position ?? 0
  let length = 1
  while (
    length < longest &&
    isWithin(wanted[from + length], endRow) &&
    wanted[from + length]?.position === start + length
  ) {
    length++
  }
  return wanted.slice(from, from + length)
}

/** Removes all matrices of a data set, those that encoders cached included. */
export async function removeFeatures(workspace: Workspace, dataset: DatasetId): Promise<void> {
  const folder = dirname(workspace.paths.features('any'))
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  })
  for (const name of names) {
    const finished = name.endsWith(UNFINISHED) ? name.slice(0, -UNFINISHED.length) : name
    if (finished.endsWith(`-dataset-${dataset}`))
      await rm(join(folder, name), { recursive: true, force: true })
  }
}
