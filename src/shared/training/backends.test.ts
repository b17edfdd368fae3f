import { describe, expect, it } from 'vitest'
import { type BackendAvailability, decideBackend, obstacleToAuto, threadCount } from './backends.ts'
import type { BackendName } from './config.ts'

function found(name: BackendName, change: Partial<BackendAvailability> = {}): BackendAvailability {
  return { name, usable: true, kind: 'cpu', device: 'a chip', reason: 'it answers', remedy: null, ...change }
}

const cpu = [found('wasm'), found('reference')]
const noGpu = found('webgpu', { usable: false, kind: 'gpu', device: null, reason: 'no GPU was found' })
const noTensorFlow = found('tensorflow', { usable: false, kind: 'gpu', reason: 'it is not installed' })

describe('auto', () => {
  it('takes CUDA before WebGPU, WebGPU before wasm, wasm before the reference', () => {
    const all = [...cpu, found('webgpu', { kind: 'gpu' }), found('tensorflow', { kind: 'gpu' })]
    const taken: (BackendName | null)[] = []
    for (let left: BackendAvailability[] = all; left.length > 0; ) {
      const { name } = decideBackend('auto', left)
      taken.push(name)
      left = left.filter((backend) => backend.name !== name)
    }
    expect(taken).toEqual(['tensorflow', 'webgpu', 'wasm', 'reference'])
  })

  it('says why it passed over those that are faster', () => {
    expect(decideBackend('auto', [...cpu, noGpu, noTensorFlow])).toEqual({
      name: 'wasm',
      reason:
        'the fastest that is usable here; not tensorflow: it is not installed; not webgpu: no GPU was found',
    })
  })

  it('leaves a CPU that poses as a GPU, and TensorFlow without one, to those who ask by name', () => {
    const software = found('webgpu', { device: 'SwiftShader' })
    const looked = [...cpu, software, found('tensorflow', { device: null })]
    expect(decideBackend('auto', looked)).toEqual({
      name: 'wasm',
      reason: expect.stringContaining(
        'not webgpu: SwiftShader is no GPU, so it is used only when asked for by name',
      ),
    })
    expect(decideBackend('webgpu', looked)).toEqual({ name: 'webgpu', reason: 'asked for by name' })
    expect(decideBackend('tensorflow', looked)).toMatchObject({ name: 'tensorflow' })
  })

  it('computes on the CPU without an obstacle', () => {
    expect(cpu.map(obstacleToAuto)).toEqual([null, null])
  })

  it('says what every one lacks where none is left', () => {
    const decision = decideBackend('auto', [noGpu, noTensorFlow])
    expect(decision).toMatchObject({ name: null, remedy: expect.stringContaining('studio doctor') })
    expect(decision.reason).toBe(
      'No backend can run here (not tensorflow: it is not installed; not webgpu: no GPU was found).',
    )
  })
})

it('refuses one that was asked for by name with its reason and remedy, and takes no other', () => {
  const remedy = 'Install a driver.'
  expect(decideBackend('webgpu', [...cpu, { ...noGpu, remedy }])).toEqual({
    name: null,
    reason: 'The backend "webgpu" cannot run here: no GPU was found.',
    remedy,
  })
  expect(decideBackend('webgpu', [...cpu, noGpu])).toMatchObject({
    name: null,
    remedy: 'Set the backend to "auto".',
  })
})

it('takes as many threads as there are cores, or as many as asked for', () => {
  expect(threadCount('auto', 6)).toBe(6)
  expect(threadCount('auto', 256)).toBe(64)
  expect(threadCount(3, 2)).toBe(3)
})
