import { readFile } from 'node:fs/promises'
import { hasCode } from '#shared/error-code.ts'
import { asFloat32Matrix, decodeNpy } from '#shared/files/npy.ts'
import { NpyError } from '#shared/files/npy-header.ts'
import type { Matrix } from '../data/features.ts'
import { TrainingFailure } from '../failure.ts'

/** How many rows a matrix must have, of what, and which file says so. */
export interface ExpectedRows {
  readonly count: number
  readonly of: 'items' | 'negatives'
  readonly said: string
}

/** One row of finite features for each. */
export async function readMatrix(file: string, { count, of, said }: ExpectedRows): Promise<Matrix> {
  const { rows, cols, data } = await readArray(file, asFloat32Matrix)
  if (rows !== count) {
    throw new TrainingFailure(`${file}: ${rows} rows, but ${said} says ${count} ${of}.`)
  }
  const bad = firstNonFinite(data)
  if (bad >= 0) {
    const place = `row ${Math.floor(bad / cols)}, column ${bad % cols}`
    throw new TrainingFailure(`${file}: ${data[bad]} at ${place}.`, 'Encode them again.')
  }
  return { rows, cols, values: data }
}

/** Its place, -1 if all are finite. */
function firstNonFinite(values: Float32Array): number {
  for (let k = 0; k < values.length; k++) if (!Number.isFinite(values[k])) return k
  return -1
}

/** @throws TrainingFailure that names the row */
export function checkIndex(
  file: string,
  row: number,
  what: string,
  index: number | undefined,
  count: number,
): void {
  if (index === undefined || index < 0 || index >= count) {
    throw new TrainingFailure(`${file}: row ${row} has ${what} ${index}, outside 0 to ${count - 1}.`)
  }
}

/** @throws TrainingFailure where the file is missing or not what `convert` takes */
export async function readArray<T>(
  file: string,
  convert: (array: ReturnType<typeof decodeNpy>, file: string) => T,
): Promise<T> {
  const bytes = await readBytes(file)
  try {
    return convert(decodeNpy(bytes, file), file)
  } catch (error) {
    if (!(error instanceof NpyError)) throw error
    throw new TrainingFailure(error.message, undefined, { cause: error })
  }
}

/** @throws TrainingFailure that names the file */
export async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (cause) {
    const what = isMissing(cause) ? 'the file is missing' : `cannot be read (${String(cause)})`
    throw new TrainingFailure(`${file}: ${what}.`, undefined, { cause })
  }
}

/** Whether that is what was thrown because there is no such file. */
export function isMissing(thrown: unknown): boolean {
  return hasCode(thrown, 'ENOENT')
}
