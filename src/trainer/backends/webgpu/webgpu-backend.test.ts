import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Rng } from '../../data/rng.ts'
import { gpuForTests } from '../../testing/software-gpu.ts'
import type { Backend, CompressedRows, Tensor } from '../backend.ts'
import { ReferenceBackend } from '../reference/reference-backend.ts'
import { type Gpu, openGpu } from './gpu.ts'
import { WebGpuBackend } from './webgpu-backend.ts'

const available = await gpuForTests()

function random(on: Backend, rows: number, cols: number, stream: string): Tensor {
  const rng = new Rng(1, stream)
  return on.upload(
    Float32Array.from({ length: rows * cols }, () => rng.uniform(-1, 1)),
    rows,
    cols,
  )
}

/** Rows with few entries, and every third with so many that a workgroup shares it. */
function unevenMatrix(rows: number, cols: number): CompressedRows {
  const rng = new Rng(1, 'matrix')
  const offsets = [0]
  const columns: number[] = []
  for (let row = 0; row < rows; row++) {
    const step = row % 3 === 0 ? 1 : 1 + rng.below(cols)
    for (let col = 0; col < cols; col += step) columns.push(col)
    offsets.push(columns.length)
  }
  return {
    rows,
    cols,
    offsets: Int32Array.from(offsets),
    columns: Int32Array.from(columns),
    values: Float32Array.from(columns, () => rng.uniform(-0.1, 0.1)),
  }
}

const evenRows = (of: number) => Int32Array.from({ length: of / 2 }, (_, index) => 2 * index)
const adamSettings = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 1 }

/** Results of a size at which the work is split up, on any backend. */
const largeCases: Record<string, (on: Backend) => Tensor | Tensor[]> = {
  'matmul with long sums': (on) => [
    on.matmul(random(on, 600, 70, 'a'), random(on, 600, 67, 'b'), { a: true }),
    on.matmul(random(on, 130, 40, 'a'), random(on, 140, 40, 'b'), { b: true }),
  ],
  columnSums: (on) => [on.columnSums(random(on, 2100, 8, 'x')), on.columnSums(random(on, 300, 301, 'x'))],
  squaredNorm: (on) => on.squaredNorm(random(on, 1500, 9, 'x'), random(on, 1500, 1, 'weights')),
  logSigmoidLoss: (on) => on.logSigmoidLoss(random(on, 5000, 1, 'x'), 3),
  rowDot: (on) => on.rowDot(random(on, 90, 300, 'a'), random(on, 90, 300, 'b')),
  relu: (on) => on.relu(random(on, 900, 7, 'x')),
  'spmm with long rows': (on) => {
    const matrix = on.uploadSparse(unevenMatrix(30, 600))
    const rows = { rows: on.uploadRows(evenRows(600), 600), values: random(on, 300, 12, 'rows') }
    const all = on.uploadRows(Int32Array.of(29, 3, 0, 17), 30)
    return [
      on.spmm(matrix, random(on, 600, 64, 'x'), random(on, 30, 64, 'plus'), 0.5),
      on.spmm(matrix, random(on, 600, 301, 'x'), null, 1),
      on.spmm(matrix, rows, null, 1),
      on.spmmRows(matrix, all, random(on, 600, 6, 'x'), random(on, 30, 6, 'plus'), 2),
    ]
  },
  'adam with all parts': (on) => {
    const slot = {
      parameter: random(on, 30, 12, 'parameter'),
      firstMoment: on.zeros(30, 12),
      secondMoment: on.zeros(30, 12),
    }
    const columns = on.uploadRows(evenRows(600), 600)
    const rows = { rows: on.uploadRows(Int32Array.of(5, 0, 29), 30), values: random(on, 3, 12, 'some') }
    const x = { rows: columns, values: random(on, 300, 12, 'x') }
    const product = { matrix: on.uploadSparse(unevenMatrix(30, 600)), x, scale: 0.5 }
    on.adam(slot, { dense: random(on, 30, 12, 'dense'), rows, product }, adamSettings, on.zeros(1, 1))
    return [slot.parameter, slot.firstMoment, slot.secondMoment]
  },
  'adam with a part of a tensor as its guard': (on) => {
    const slot = {
      parameter: random(on, 3, 3, 'x'),
      firstMoment: on.zeros(3, 3),
      secondMoment: on.zeros(3, 3),
    }
    const lost = on.upload(new Float32Array(40_000).fill(Number.NaN), 40_000, 1)
    const fine = on.upload(new Float32Array(40_000), 40_000, 1)
    const gradient = (stream: string) => ({ dense: random(on, 3, 3, stream), rows: null, product: null })
    on.adam(slot, gradient('refused'), adamSettings, on.slice(lost, 64, 1))
    on.adam(slot, gradient('taken'), adamSettings, on.slice(fine, 65, 1))
    return [slot.parameter, slot.firstMoment, slot.secondMoment]
  },
  'attention over many tokens': (on) => {
    const tokens = [0, 1, 2, 3, 4].map((token) => random(on, 7, 3 * 6, `token ${token}`))
    return [
      on.tokenAttention(tokens, 2),
      ...on.tokenAttentionBackward(tokens, 2, random(on, 7, 6, 'gradient')),
    ]
  },
}

async function expectParity(backend: Backend, run: (on: Backend) => Tensor | Tensor[]): Promise<void> {
  const mark = backend.mark()
  const reference = new ReferenceBackend()
  const [actual, expected] = [[run(backend)].flat(), [run(reference)].flat()]
  for (const [index, tensor] of expected.entries()) {
    const values = await reference.read(tensor)
    const computed = await backend.read(actual[index] ?? backend.zeros(0, 0))
    const largest = Math.max(1, ...values.map(Math.abs))
    const worst = Math.max(...values.map((value, i) => Math.abs(value - (computed[i] ?? Number.NaN))))
    expect(worst / largest, `result ${index}`).toBeLessThan(2e-5)
  }
  backend.release(mark)
}

describe.skipIf(!available)('webgpu backend', () => {
  let gpu: Gpu
  let backend: WebGpuBackend
  beforeAll(async () => {
    gpu = await openGpu()
    backend = new WebGpuBackend(gpu)
  })
  afterAll(async () => {
    await backend.dispose()
    gpu.device.destroy()
  })

  test.for(Object.entries(largeCases))('%s agrees with the reference', ([, run]) =>
    expectParity(backend, run),
  )

  test('a step that repeats makes no new buffers', async () => {
    const x = backend.upload([1, 2, 3, 4], 2, 2)
    const step = async () => {
      const mark = backend.mark()
      const indices = backend.uploadIndices(Int32Array.of(1, 1))
      const rows = backend.gather(x, indices)
      backend.scatterAdd(rows, indices, rows, 1)
      const values = await backend.read(backend.columnSums(backend.relu(rows)))
      backend.release(mark)
      return values
    }
    const first = await step()
    const { buffersMade } = backend
    for (let repeat = 0; repeat < 5; repeat++) expect(await step()).toEqual(first)
    expect(backend.buffersMade).toBe(buffersMade)
  })

  test('a write comes after what was queued before it, also into memory that was released', async () => {
    const x = backend.upload([1, 2], 1, 2)
    const doubled = backend.addScaled(x, x, 1)
    backend.write(x, [10, 20])
    const mark = backend.mark()
    const sum = backend.zeros(1, 2)
    backend.accumulate(sum, backend.upload([5, 6], 1, 2), 1)
    const result = backend.read(sum)
    backend.release(mark)
    backend.upload([7, 8], 1, 2)
    backend.upload([9, 9], 1, 2)
    expect(await backend.read(doubled)).toEqual(Float32Array.of(2, 4))
    expect(await backend.read(x)).toEqual(Float32Array.of(10, 20))
    expect(await result).toEqual(Float32Array.of(5, 6))
  })

  test('a tensor may be added to itself, and a part of it to the whole', async () => {
    const x = backend.upload(
      Float32Array.from({ length: 128 }, (_, index) => index),
      2,
      64,
    )
    backend.accumulate(x, x, 1)
    const second = backend.slice(x, 1, 1)
    const indices = backend.uploadIndices(Int32Array.of(0))
    backend.scatterAdd(x, indices, second, 1)
    const values = await backend.read(x)
    expect([values[0], values[1], values[64], values[65]]).toEqual([128, 132, 128, 130])
  })

  test('a released tensor cannot be used', () => {
    const mark = backend.mark()
    const tensor = backend.zeros(2, 2)
    backend.release(mark)
    expect(() => backend.relu(tensor)).toThrow('used after its release')
  })

  test('a handle of another backend is refused', () => {
    expect(() => backend.relu({ rows: 2, cols: 2 })).toThrow('belongs to another backend')
  })

  test('the same sums come out with the same bits', async () => {
    const mark = backend.mark()
    const x = random(backend, 3001, 13, 'x')
    const weights = random(backend, 3001, 1, 'weights')
    const once = () =>
      Promise.all([backend.read(backend.squaredNorm(x, weights)), backend.read(backend.columnSums(x))])
    expect(await once()).toEqual(await once())
    backend.release(mark)
  })
})

describe.skipIf(!available)('on a device that can do little', () => {
  let gpu: Gpu
  let backend: WebGpuBackend
  beforeAll(async () => {
    gpu = await openGpu({
      group: 64,
      storageBuffersPerKernel: 4,
      workgroupsPerDimension: 3,
      tensorBytes: 2 ** 20,
      scoresAtOnce: 10,
    })
    backend = new WebGpuBackend(gpu)
  })
  afterAll(async () => {
    await backend.dispose()
    gpu.device.destroy()
  })

  test.for(Object.entries(largeCases))('%s agrees with the reference', ([, run]) =>
    expectParity(backend, run),
  )

  test('a tensor that is too large is refused in words', () => {
    expect(() => backend.zeros(1000, 1000)).toThrow(
      /One tensor of this training needs 3\.8 MiB, and this GPU takes at most 1\.0 MiB/,
    )
  })

  test('the best items come block by block, of the operands as they were', async () => {
    const reference = new ReferenceBackend()
    const excluded = { offsets: Int32Array.of(0, 1, 1, 3, 3, 3, 3), values: Int32Array.of(2, 0, 3) }
    const lists = (on: Backend) => {
      const mark = on.mark()
      const [users, items] = [random(on, 6, 5, 'users'), random(on, 4, 5, 'items')]
      const found = on.topItems(users, items, excluded, 3)
      on.write(users, new Float32Array(30))
      on.release(mark)
      on.upload(new Float32Array(30), 6, 5)
      return found
    }
    expect(await lists(backend)).toEqual(await lists(reference))
  })
})

describe.skipIf(!available)('when the device fails', () => {
  test('a lost device fails what waits for it and all that follows', async () => {
    const gpu = await openGpu()
    const backend = new WebGpuBackend(gpu)
    const x = backend.upload([1, 2], 1, 2)
    const waiting = backend.read(backend.relu(x))
    gpu.device.destroy()
    const lost = {
      name: 'TrainingFailure',
      message: expect.stringContaining('The connection to the GPU was lost'),
      hint: expect.stringContaining('last checkpoint'),
    }
    await expect(waiting).rejects.toMatchObject(lost)
    await expect(backend.read(backend.relu(x))).rejects.toMatchObject(lost)
    const nothing = { offsets: new Int32Array(2), values: new Int32Array() }
    await expect(backend.topItems(x, x, nothing, 1)).rejects.toMatchObject(lost)
    await backend.dispose()
  })

  test('memory that is used up fails the next read', async () => {
    const gpu = await openGpu()
    const backend = new WebGpuBackend(gpu)
    const popErrorScope = gpu.device.popErrorScope.bind(gpu.device)
    let popped = 0
    // A software device would take the machine's memory before it said no, so the device is made to say it.
    gpu.device.popErrorScope = async () => {
      const error = await popErrorScope()
      popped++
      return popped === 1 ? ({ message: 'VK_ERROR_OUT_OF_DEVICE_MEMORY' } as GPUError) : error
    }
    await expect(backend.read(backend.zeros(2, 2))).rejects.toMatchObject({
      name: 'TrainingFailure',
      message: 'The GPU has no memory left for this training.',
      hint: expect.stringContaining('smaller batch'),
    })
    await backend.dispose()
    gpu.device.destroy()
  })

  test('a process that disposed of its backend ends by itself', async () => {
    const program = `
      const { preferSoftwareGpu } = await import(${address('../../testing/software-gpu.ts')})
      preferSoftwareGpu()
      const { createWebGpuBackend } = await import(${address('./webgpu-backend.ts')})
      const backend = await createWebGpuBackend()
      const sum = await backend.read(backend.columnSums(backend.upload([1, 2, 3], 3, 1)))
      await backend.dispose()
      console.log(sum[0])`
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { timeout: 30_000 },
    )
    expect(stdout).toBe('6\n')
  })
})

function address(path: string): string {
  return JSON.stringify(new URL(path, import.meta.url).href)
}
