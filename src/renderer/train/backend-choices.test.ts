import { expect, it } from 'vitest'
import type { BackendAvailability } from '#shared/training/backends.ts'
import { backendChoices } from './backend-choices.ts'

const wasm: BackendAvailability = {
  name: 'wasm',
  usable: true,
  kind: 'cpu',
  device: 'AMD EPYC',
  reason: 'fast',
  remedy: null,
}

it('lets everything be chosen while nobody knows better', () => {
  const choices = backendChoices(undefined, null)
  expect(choices.map(({ value }) => value)).toEqual(['auto', 'tensorflow', 'webgpu', 'wasm', 'reference'])
  expect(choices.some(({ disabled }) => disabled)).toBe(false)
})

it('says what each computes on, and why one cannot be chosen', () => {
  const looked = [
    wasm,
    { ...wasm, name: 'tensorflow', usable: false, device: null, reason: 'CUDA is not installed' },
    { ...wasm, name: 'webgpu', device: 'SwiftShader' },
  ] as const
  const choices = backendChoices(looked, 'wasm')
  expect(choices.map(({ label }) => label)).toEqual([
    'The fastest here',
    'tensorflow',
    'webgpu',
    'CPU',
    'reference',
  ])
  expect(choices.map(({ value, explanation, disabled }) => [value, explanation, disabled])).toEqual([
    ['auto', 'Takes CPU.', false],
    ['tensorflow', 'CUDA, through TensorFlow. Not usable: CUDA is not installed.', true],
    [
      'webgpu',
      'WebGPU, for any GPU. SwiftShader is no GPU, so it is used only when asked for by name.',
      false,
    ],
    ['wasm', 'The processor, through WebAssembly threads and onnxruntime. AMD EPYC.', false],
    ['reference', 'Plain TypeScript, slow: to check the others by.', false],
  ])
})
