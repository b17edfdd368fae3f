import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { encodeSafetensors } from '#shared/files/safetensors.ts'
import { openTensorFile, tensorContents } from './tensor-file.ts'
import { writeAtomically } from './write-atomically.ts'

let file: string
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'trainer-')), 'x.safetensors')
})
afterEach(() => rm(join(file, '..'), { recursive: true }))

const named = [
  {
    name: 'a',
    shape: [2, 3],
    values: Float32Array.of(1, -0, Number.NaN, Number.POSITIVE_INFINITY, 5, 1e-45),
  },
  { name: 'empty', shape: [0, 3], values: new Float32Array() },
  { name: 'b', shape: [1], values: Float32Array.of(7) },
]
const metadata = { epoch: '3' }
const sources = named.map((tensor) => ({ ...tensor, values: async () => tensor.values }))

test('a set of tensors is a safetensors file, and is read as it was', async () => {
  const contents = tensorContents({ tensors: sources, metadata })
  const chunks: Uint8Array[] = []
  for await (const chunk of contents.chunks()) chunks.push(chunk.slice())
  const bytes = Buffer.concat(chunks)
  expect(bytes.equals(encodeSafetensors({ tensors: named, metadata }))).toBe(true)
  expect(contents.bytes).toBe(bytes.length)

  await writeAtomically(file, contents)
  const read = await openTensorFile(file)
  expect(read?.metadata).toEqual(metadata)
  expect(read?.tensors.map(({ name, shape }) => ({ name, shape }))).toEqual(
    named.map(({ name, shape }) => ({ name, shape })),
  )
  for (const [index, { values }] of named.entries()) {
    expect(await read?.tensors[index]?.values()).toEqual(values)
  }
})

test('values are asked for one tensor after the other', async () => {
  const asked: string[] = []
  const watched = sources.map(({ name, values, ...rest }) => ({
    ...rest,
    name,
    values: () => {
      asked.push(name)
      return values()
    },
  }))
  const { chunks } = tensorContents({ tensors: watched, metadata })
  const seen: string[][] = []
  for await (const _ of chunks()) seen.push([...asked])
  expect(seen).toEqual([[], ['a'], ['a', 'empty'], ['a', 'empty', 'b']])
})

test('a tensor that does not fill its shape is not written', async () => {
  const short = tensorContents({
    tensors: [{ name: 'a', shape: [2], values: async () => new Float32Array(1) }],
    metadata,
  })
  await expect(writeAtomically(file, short)).rejects.toThrow('"a": 1 values do not fill shape [2]')
  expect(await openTensorFile(file)).toBe(null)
})

test('a damaged file is named', async () => {
  await writeFile(file, 'hello')
  await expect(openTensorFile(file)).rejects.toMatchObject({
    name: 'TrainingFailure',
    message: expect.stringMatching(/x\.safetensors: not a safetensors file/),
  })
  const bytes = encodeSafetensors({ tensors: named, metadata })
  await writeFile(file, bytes)
  await truncate(file, bytes.length - 1)
  await expect(openTensorFile(file)).rejects.toThrow(/the data of tensor "b" does not fit/)
})
