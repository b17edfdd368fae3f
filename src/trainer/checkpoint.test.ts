import { expect, test } from 'vitest'
import { ReferenceBackend } from './backends/reference/reference-backend.ts'
import { restoreTensors, tensorSources } from './checkpoint.ts'

test('tensors are put back where they were taken from, whatever their values', async () => {
  const backend = new ReferenceBackend()
  const tensors = [
    { name: 'a', value: backend.upload([1, Number.NaN, Number.POSITIVE_INFINITY, -0], 2, 2) },
    { name: 'b', value: backend.upload([5], 1, 1) },
  ]
  const saved = await Promise.all(
    tensorSources(backend, tensors, null).map(async ({ values, ...rest }) => {
      const kept = await values()
      return { ...rest, values: async () => kept }
    }),
  )
  for (const { value } of tensors) backend.write(value, new Float32Array(value.rows * value.cols))
  await restoreTensors(backend, tensors, saved.reverse(), 'x.safetensors')
  const values = await Promise.all(tensors.map(({ value }) => backend.read(value)))
  expect(values).toEqual([Float32Array.of(1, Number.NaN, Number.POSITIVE_INFINITY, -0), Float32Array.of(5)])
})

test('what does not fit is named', async () => {
  const backend = new ReferenceBackend()
  const tensors = [{ name: 'a', value: backend.zeros(2, 2) }]
  const source = (shape: number[]) => ({ name: 'a', shape, values: async () => new Float32Array(4) })
  await expect(restoreTensors(backend, tensors, [], 'x.safetensors')).rejects.toThrow(
    'x.safetensors: the parameter "a" is missing.',
  )
  for (const shape of [[1, 4], [4], [2, 2, 1]]) {
    await expect(restoreTensors(backend, tensors, [source(shape)], 'x.safetensors')).rejects.toThrow(
      `x.safetensors: the parameter "a" is [${shape.join(', ')}], not [2, 2].`,
    )
  }
})

test('a parameter that is not finite is never saved', async () => {
  const backend = new ReferenceBackend()
  const tensors = [{ name: 'a', value: backend.upload([1, Number.NaN], 1, 2) }]
  const [source] = tensorSources(backend, tensors, 'epoch 3, step 5')
  await expect(source?.values()).rejects.toMatchObject({
    name: 'TrainingFailure',
    message: 'The training diverged: the parameter "a" is no longer finite at epoch 3, step 5.',
    hint: expect.stringContaining('learning rate'),
  })
})
