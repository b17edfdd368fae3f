import { expect, test } from 'vitest'
import { probeWebGpu } from './probe.ts'

const found = (info: Partial<GPUAdapterInfo>) => async () => {
  const all = { vendor: '', architecture: '', device: '', description: '', isFallbackAdapter: false, ...info }
  return { info: all } as GPUAdapter
}

test('a GPU is named as its driver names it', async () => {
  const info = { vendor: 'nvidia', architecture: 'ampere', description: 'NVIDIA GeForce RTX 3080' }
  expect(await probeWebGpu(found(info))).toEqual({
    usable: true,
    kind: 'gpu',
    device: 'nvidia ampere (NVIDIA GeForce RTX 3080)',
    reason: 'WebGPU on this GPU',
    remedy: null,
  })
  expect((await probeWebGpu(found({ device: '0x73bf' }))).device).toBe('0x73bf')
  expect((await probeWebGpu(found({}))).device).toBe('unnamed GPU')
})

test.for([
  { vendor: 'google', architecture: 'swiftshader' },
  { vendor: 'mesa', description: 'llvmpipe (LLVM 15.0.6, 256 bits)' },
  { vendor: 'microsoft', description: 'Microsoft Basic Render Driver' },
  { vendor: 'nobody', isFallbackAdapter: true },
])('a software device is a processor: %o', async (info) => {
  expect(await probeWebGpu(found(info))).toMatchObject({ usable: true, kind: 'cpu' })
})

test('without an adapter it says what to install', async () => {
  expect(await probeWebGpu(async () => null)).toMatchObject({
    usable: false,
    device: null,
    reason: 'no GPU was found',
    remedy: expect.stringMatching(/driver.*\.$/),
  })
})

test('a package that does not load is a reason, not an error', async () => {
  const refuse = () => Promise.reject(new Error('GLIBC_2.38 not found\nRequire stack: ...'))
  expect(await probeWebGpu(refuse)).toMatchObject({
    usable: false,
    reason: 'the package "webgpu" does not load here (GLIBC_2.38 not found)',
  })
})
