import { describe, expect, test } from 'vitest'
import { Arena } from './arena.ts'
import { kernelsSupported } from './kernels.ts'
import { WasmBackend } from './wasm-backend.ts'

describe.skipIf(!kernelsSupported())('wasm backend', () => {
  test('a released tensor cannot be used', () => {
    const backend = new WasmBackend()
    const mark = backend.mark()
    const tensor = backend.zeros(100, 100)
    backend.release(mark)
    expect(() => backend.relu(tensor)).toThrow('used after its release')
  })

  test('a handle of another backend is refused', () => {
    const backend = new WasmBackend()
    expect(() => backend.relu({ rows: 2, cols: 2 })).toThrow('belongs to another backend')
  })

  test('values survive the growth of the memory', async () => {
    const backend = new WasmBackend()
    const small = backend.upload([1, 2, 3], 1, 3)
    backend.zeros(8192, 1024)
    expect(await backend.read(small)).toEqual(Float32Array.of(1, 2, 3))
  })

  test('tensors beyond what a memory can hold are refused in words', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 4 })
    expect(() => new Arena(memory, 0).allocate(5 * 65_536)).toThrow(/training tensors need .* GiB/)
  })
})
