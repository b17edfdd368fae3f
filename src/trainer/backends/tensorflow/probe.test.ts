import { expect, test } from 'vitest'
import { tensorFlowInJavaScript } from '../../testing/tensorflow-in-javascript.ts'
import { gpuName, onlyName } from './gpu-name.ts'
import { createTensorFlowBackend, probeTensorFlow } from './probe.ts'

const tf = await tensorFlowInJavaScript()
const loaded = (gpu: boolean) => ({ state: 'loaded', tf, gpu, version: '2.9.1' }) as const
const noName = async () => null

test('CUDA is usable, under the name of the GPU if the driver tells it', async () => {
  expect(await probeTensorFlow(loaded(true), async () => 'NVIDIA GeForce RTX 3060')).toEqual({
    usable: true,
    kind: 'gpu',
    device: 'NVIDIA GeForce RTX 3060',
    reason: 'TensorFlow 2.9.1 on CUDA',
    remedy: null,
  })
  expect(await probeTensorFlow(loaded(true), noName)).toMatchObject({ device: 'CUDA GPU' })
})

test('without a GPU it computes on the CPU, and says what CUDA needs', async () => {
  expect(await probeTensorFlow(loaded(false), noName)).toMatchObject({
    usable: true,
    kind: 'cpu',
    device: 'CPU',
    remedy: expect.stringContaining('CUDA 11.2'),
  })
})

test.each([
  [{ state: 'no-package' }, 'is not installed', 'npm install'],
  [{ state: 'no-binding' }, 'native part', 'npm run install --prefix'],
  [{ state: 'broken', cause: 'libcudart is missing' }, 'libcudart is missing', 'npm run install --prefix'],
] as const)('%o is unusable, with reason and remedy', async (found, reason, remedy) => {
  expect(await probeTensorFlow(found)).toEqual({
    usable: false,
    kind: 'gpu',
    device: null,
    reason: expect.stringContaining(reason),
    remedy: expect.stringContaining(remedy),
  })
  await expect(createTensorFlowBackend(found)).rejects.toMatchObject({
    name: 'TrainingFailure',
    message: expect.stringContaining(reason),
    hint: expect.stringContaining(remedy),
  })
})

test('a backend comes out of what was loaded', async () => {
  const backend = await createTensorFlowBackend(loaded(false))
  expect(backend).toMatchObject({ name: 'tensorflow', device: 'CPU' })
  expect(await backend.read(backend.upload([1], 1, 1))).toEqual(Float32Array.of(1))
  await backend.dispose()
})

test('the name is the one that all GPUs have', () => {
  expect(onlyName('Tesla T4\r\nTesla T4\r\n')).toBe('Tesla T4')
  expect(onlyName('Tesla T4\nRTX A6000\n')).toBeNull()
  expect(onlyName('\n')).toBeNull()
})

test('without the driver’s tool there is no name', async () => {
  expect(await gpuName('no-such-tool-here')).toBeNull()
})
