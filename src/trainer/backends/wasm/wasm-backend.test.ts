import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Rng } from '../../data/rng.ts'
import type { Backend } from '../backend.ts'
import { ReferenceBackend } from '../reference/reference-backend.ts'
import { logSumOfScores, logSumOfScoresBackward } from '../score-sums.ts'
import { Arena } from './arena.ts'
import { kernelsSupported } from './kernels.ts'
import { WasmBackend } from './wasm-backend.ts'

describe.skipIf(!kernelsSupported())('wasm backend', () => {
  let backend: WasmBackend
  beforeAll(async () => {
    backend = await WasmBackend.create({ threads: 2 })
  })
  afterAll(() => backend.dispose())

  test('a released tensor cannot be used', () => {
    const mark = backend.mark()
    const tensor = backend.zeros(100, 100)
    backend.release(mark)
    expect(() => backend.relu(tensor)).toThrow('used after its release')
  })

  test('a handle of another backend is refused', () => {
    expect(() => backend.relu({ rows: 2, cols: 2 })).toThrow('belongs to another backend')
  })

  test('values survive the growth of the memory', async () => {
    const mark = backend.mark()
    const small = backend.upload([1, 2, 3], 1, 3)
    const large = backend.zeros(8192, 1024)
    expect(await backend.read(small)).toEqual(Float32Array.of(1, 2, 3))
    const doubled = backend.addScaled(large, large, 1)
    expect((await backend.read(doubled)).every((value) => value === 0)).toBe(true)
    backend.release(mark)
  })

  test('tensors beyond what a memory can hold are refused in words', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true })
    expect(() => new Arena(memory, 0).allocate(5 * 65_536)).toThrow(/training tensors need .* GiB/)
  })

  test('large products, which onnxruntime computes, agree with the reference', async () => {
    const reference = new ReferenceBackend()
    const rng = new Rng(1, 'products')
    const random = (length: number) => Float32Array.from({ length }, () => rng.uniform(-1, 1))
    const values = { a: random(150 * 330), b: random(330 * 90) }
    const transposes: { a?: boolean; b?: boolean }[] = [{}, { a: true }, { b: true }, { a: true, b: true }]
    for (const transpose of transposes) {
      const matrix = (on: Backend, side: 'a' | 'b', rows: number, cols: number) => {
        const [height, width] = transpose[side] ? [cols, rows] : [rows, cols]
        return on.upload(values[side], height, width)
      }
      const product = (on: Backend) =>
        on.read(on.matmul(matrix(on, 'a', 150, 330), matrix(on, 'b', 330, 90), transpose))
      const [actual, expected] = [await product(backend), await product(reference)]
      const worst = Math.max(...expected.map((value, i) => Math.abs(value - (actual[i] ?? Number.NaN))))
      expect(worst).toBeLessThan(1e-4)
    }
  })

  test('a large linear layer adds its bias', async () => {
    const bias = Float32Array.from({ length: 128 }, (_, col) => col)
    const layer = (on: Backend) => on.linear(on.zeros(100, 320), on.zeros(320, 128), on.upload(bias, 1, 128))
    const mark = backend.mark()
    expect(await backend.read(layer(backend))).toEqual(
      await new ReferenceBackend().read(layer(new ReferenceBackend())),
    )
    backend.release(mark)
  })

  test('a large product is the same to the bit on any number of threads', async () => {
    const rng = new Rng(2, 'products')
    const random = (length: number) => Float32Array.from({ length }, () => rng.uniform(-1, 1))
    const [a, b] = [random(300 * 400), random(400 * 70)]
    const results = []
    for (const threads of [1, 2, 3]) {
      const on = await WasmBackend.create({ threads })
      results.push(await on.read(on.matmul(on.upload(a, 300, 400), on.upload(b, 400, 70))))
      await on.dispose()
    }
    expect(results[1]).toEqual(results[0])
    expect(results[2]).toEqual(results[0])
  })

  test('sums over all scores and their gradients are the same to the bit on any number of threads', async () => {
    const rng = new Rng(3, 'scores')
    const random = (length: number) => Float32Array.from({ length }, () => rng.uniform(-1, 1))
    const [users, items, bias] = [random(70 * 20), random(333 * 20), random(333)]
    const results = []
    for (const threads of [1, 2, 3]) {
      const on = await WasmBackend.create({ threads, worthSharing: 0 })
      const [u, i] = [on.upload(users, 70, 20), on.upload(items, 333, 20)]
      const tables = { users: on.sigmoid(u), items: on.tanh(i), bias: on.upload(bias, 333, 1) }
      const result = logSumOfScores(on, tables, 10_000)
      const wanted = { users: true, items: true, bias: true }
      const gradients = logSumOfScoresBackward(on, tables, result, on.inverseNorms(u), wanted, 10_000)
      const made = [result.sums, gradients.users, gradients.items, gradients.bias]
      results.push(await Promise.all(made.map((tensor) => tensor && on.read(tensor))))
      await on.dispose()
    }
    expect(results[0]).not.toContain(null)
    expect(results[1]).toEqual(results[0])
    expect(results[2]).toEqual(results[0])
  })

  test('names its threads', () => {
    expect(backend.device).toMatch(/, 2 threads$/)
  })
})
