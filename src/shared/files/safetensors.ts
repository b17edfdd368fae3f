/** The safetensors format (https://huggingface.co/docs/safetensors), float32 tensors only. */
import { z } from 'zod'

export interface NamedTensor {
  readonly name: string
  readonly shape: readonly number[]
  /** Row-major. */
  readonly values: Float32Array
}

/** Where a tensor stands in a file. */
export interface TensorPlace {
  readonly name: string
  readonly shape: readonly number[]
  /** Its first byte, counted from the file's. */
  readonly start: number
  /** After its last byte. */
  readonly end: number
}

export interface Safetensors {
  readonly tensors: readonly NamedTensor[]
  readonly metadata: Readonly<Record<string, string>>
}

/** A file is not the safetensors file that it should be. The message starts with the file's name. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError'
}

const METADATA = '__metadata__'
/** The header's length comes first, a 64-bit number. */
const LENGTH_BYTES = 8
/** The format's own limit on the header. */
const MAX_HEADER = 100_000_000

const Entry = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
})
const Header = z.object({ [METADATA]: z.record(z.string(), z.string()).optional() }).catchall(Entry)

/**
 * What stands before the tensors' values, which follow one after the other in the order given.
 * @throws RangeError if a name is taken or reserved
 */
export function encodeSafetensorsHeader(
  tensors: readonly Pick<NamedTensor, 'name' | 'shape'>[],
  metadata: Safetensors['metadata'],
): Uint8Array<ArrayBuffer> {
  const entries: Record<string, unknown> = { [METADATA]: metadata }
  let end = 0
  for (const { name, shape } of tensors) {
    if (Object.hasOwn(entries, name)) throw new RangeError(`Two tensors are named "${name}".`)
    const start = end
    end += elements(shape) * 4
    entries[name] = { dtype: 'F32', shape, data_offsets: [start, end] }
  }
  const json = new TextEncoder().encode(JSON.stringify(entries))
  // Padded with spaces, so that the values are aligned.
  const length = Math.ceil((LENGTH_BYTES + json.length) / 8) * 8
  const bytes = new Uint8Array(length).fill(0x20)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length - LENGTH_BYTES), true)
  bytes.set(json, LENGTH_BYTES)
  return bytes
}

/** @throws RangeError if a tensor's values do not fill its shape, or a name is taken or reserved */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array<ArrayBuffer> {
  const header = encodeSafetensorsHeader(tensors, metadata)
  const bytes = new Uint8Array(tensors.reduce((sum, { values }) => sum + values.byteLength, header.length))
  bytes.set(header)
  let at = header.length
  for (const { name, shape, values } of tensors) {
    checkFilled(name, shape, values)
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at)
    at += values.byteLength
  }
  return bytes
}

/** @throws RangeError if a tensor's values do not fill its shape */
export function checkFilled(name: string, shape: readonly number[], values: Float32Array): void {
  if (elements(shape) !== values.length) {
    throw new RangeError(`"${name}": ${values.length} values do not fill shape [${shape.join(', ')}].`)
  }
}

/**
 * Bytes of a file before its tensors' values.
 * @param bytes at least its first 8, if it has so many
 * @param size of the whole file
 * @param file the name that error messages start with
 * @throws SafetensorsError where no header of that size can be
 */
export function safetensorsHeaderSize(bytes: Uint8Array, size: number, file: string): number {
  if (size < LENGTH_BYTES) throw new SafetensorsError(`${file}: not a safetensors file.`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = Number(view.getBigUint64(0, true))
  if (length > MAX_HEADER || LENGTH_BYTES + length > size) {
    throw new SafetensorsError(`${file}: not a safetensors file, or cut short.`)
  }
  return LENGTH_BYTES + length
}

/**
 * @param bytes the file's first ones: as many as safetensorsHeaderSize says, or more
 * @param size of the whole file
 * @param file the name that error messages start with
 * @throws SafetensorsError on a damaged header, a tensor that is not float32, or one that is not wholly in the file
 */
export function decodeSafetensorsHeader(
  bytes: Uint8Array,
  size: number,
  file: string,
): { tensors: readonly TensorPlace[]; metadata: Safetensors['metadata'] } {
  const start = safetensorsHeaderSize(bytes, size, file)
  const { [METADATA]: metadata = {}, ...entries } = parseHeader(bytes.subarray(LENGTH_BYTES, start), file)
  const tensors = Object.entries(entries).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      if (dtype !== 'F32') {
        throw new SafetensorsError(`${file}: tensor "${name}" is ${dtype}, only F32 is supported.`)
      }
      if (to - from !== elements(shape) * 4 || start + to > size) {
        throw new SafetensorsError(
          `${file}: the data of tensor "${name}" does not fit its shape or the file.`,
        )
      }
      return { name, shape, start: start + from, end: start + to }
    },
  )
  return { tensors, metadata }
}

/**
 * @param file the name that error messages start with
 * @throws SafetensorsError on a damaged file or a tensor that is not float32
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): Safetensors {
  const { tensors, metadata } = decodeSafetensorsHeader(bytes, bytes.length, file)
  return {
    tensors: tensors.map(({ name, shape, start, end }) => {
      const aligned = new Uint8Array(end - start)
      aligned.set(bytes.subarray(start, end))
      return { name, shape, values: new Float32Array(aligned.buffer) }
    }),
    metadata,
  }
}

function parseHeader(bytes: Uint8Array, file: string): z.infer<typeof Header> {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw new SafetensorsError(`${file}: the header is not JSON.`, { cause })
  }
  const header = Header.safeParse(json)
  if (!header.success) {
    throw new SafetensorsError(`${file}: the header is damaged.\n${z.prettifyError(header.error)}`)
  }
  return header.data
}

function elements(shape: readonly number[]): number {
  return shape.reduce((total, size) => total * size, 1)
}
