/** The safetensors format (https://huggingface.co/docs/safetensors), float32 tensors only. */
import { z } from 'zod'

export interface NamedTensor {
  readonly name: string
  readonly shape: readonly number[]
  /** Row-major. */
  readonly values: Float32Array
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
/** The format's own limit on the header. */
const MAX_HEADER = 100_000_000

const Entry = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
})
const Header = z.object({ [METADATA]: z.record(z.string(), z.string()).optional() }).catchall(Entry)

/** @throws RangeError if a tensor's values do not fill its shape, or a name is taken or reserved */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array<ArrayBuffer> {
  const entries: Record<string, unknown> = { [METADATA]: metadata }
  let end = 0
  for (const { name, shape, values } of tensors) {
    if (Object.hasOwn(entries, name)) throw new RangeError(`Two tensors are named "${name}".`)
    if (elements(shape) !== values.length) {
      throw new RangeError(`"${name}": ${values.length} values do not fill shape [${shape.join(', ')}].`)
    }
    entries[name] = { dtype: 'F32', shape, data_offsets: [end, end + values.byteLength] }
    end += values.byteLength
  }
  const json = new TextEncoder().encode(JSON.stringify(entries))
  // Padded with spaces, so that the values are aligned.
  const start = Math.ceil((8 + json.length) / 8) * 8
  const bytes = new Uint8Array(start + end).fill(0x20, 8 + json.length, start)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true)
  bytes.set(json, 8)
  let at = start
  for (const { values } of tensors) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at)
    at += values.byteLength
  }
  return bytes
}

/**
 * @param file the name that error messages start with
 * @throws SafetensorsError on a damaged file or a tensor that is not float32
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): Safetensors {
  const { header, start } = readHeader(bytes, file)
  const { [METADATA]: metadata = {}, ...entries } = header
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
      if (to - from !== elements(shape) * 4 || start + to > bytes.length) {
        throw new SafetensorsError(
          `${file}: the data of tensor "${name}" does not fit its shape or the file.`,
        )
      }
      const aligned = new Uint8Array(to - from)
      aligned.set(bytes.subarray(start + from, start + to))
      return { name, shape, values: new Float32Array(aligned.buffer) }
    },
  )
  return { tensors, metadata }
}

function readHeader(bytes: Uint8Array, file: string): { header: z.infer<typeof Header>; start: number } {
  if (bytes.length < 8) throw new SafetensorsError(`${file}: not a safetensors file.`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = Number(view.getBigUint64(0, true))
  if (length > MAX_HEADER || 8 + length > bytes.length) {
    throw new SafetensorsError(`${file}: not a safetensors file, or cut short.`)
  }
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))
  } catch (cause) {
    throw new SafetensorsError(`${file}: the header is not JSON.`, { cause })
  }
  const header = Header.safeParse(json)
  if (!header.success) {
    throw new SafetensorsError(`${file}: the header is damaged.\n${z.prettifyError(header.error)}`)
  }
  return { header: header.data, start: 8 + length }
}

function elements(shape: readonly number[]): number {
  return shape.reduce((total, size) => total * size, 1)
}
