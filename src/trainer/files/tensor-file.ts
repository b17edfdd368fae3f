import { open, stat } from 'node:fs/promises'
import {
  checkFilled,
  decodeSafetensorsHeader,
  encodeSafetensorsHeader,
  SafetensorsError,
  safetensorsHeaderSize,
} from '#shared/files/safetensors.ts'
import { TrainingFailure } from '../failure.ts'
import { isMissing } from './arrays.ts'
import { MAX_BYTES } from './disk.ts'
import type { Contents } from './write-atomically.ts'

/** A tensor whose values are fetched when they are needed: many of them never stand in memory at once. */
export interface TensorSource {
  readonly name: string
  readonly shape: readonly number[]
  /** Row-major. */
  values(): Promise<Float32Array>
}

export interface TensorSet {
  readonly tensors: readonly TensorSource[]
  readonly metadata: Readonly<Record<string, string>>
}

/** A set of tensors as a safetensors file. */
export function tensorContents({ tensors, metadata }: TensorSet): Contents {
  const header = encodeSafetensorsHeader(tensors, metadata)
  const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 4)
  return {
    bytes: tensors.reduce((sum, { shape }) => sum + size(shape), header.length),
    async *chunks() {
      yield header
      for (const { name, shape, values: fetch } of tensors) {
        const values = await fetch()
        checkFilled(name, shape, values)
        yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
      }
    },
  }
}

/**
 * Reads a safetensors file's header; the values are read as they are asked for.
 * @returns null if there is no such file
 * @throws TrainingFailure that names the file and what is wrong with it
 */
export async function openTensorFile(path: string): Promise<TensorSet | null> {
  try {
    const { size } = await stat(path)
    const first = new Uint8Array(await readRange(path, 0, Math.min(8, size)))
    const headerSize = safetensorsHeaderSize(first, size, path)
    const header = new Uint8Array(await readRange(path, 0, headerSize))
    const { tensors, metadata } = decodeSafetensorsHeader(header, size, path)
    return {
      metadata,
      tensors: tensors.map(({ name, shape, start, end }) => ({
        name,
        shape,
        values: async () => new Float32Array(await readRange(path, start, end)),
      })),
    }
  } catch (error) {
    if (isMissing(error)) return null
    if (!(error instanceof SafetensorsError)) throw error
    throw new TrainingFailure(error.message, undefined, { cause: error })
  }
}

/** Bytes [start, end) of a file that has so many. */
async function readRange(path: string, start: number, end: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(end - start)
  const file = await open(path, 'r')
  try {
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await file.read(bytes, at, Math.min(MAX_BYTES, bytes.length - at), start + at)
      if (bytesRead === 0) throw new SafetensorsError(`${path}: the file was cut short while it was read.`)
      at += bytesRead
    }
  } finally {
    await file.close()
  }
  return bytes.buffer
}
