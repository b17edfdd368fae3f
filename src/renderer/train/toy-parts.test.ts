import { expect, it, vi } from 'vitest'
import { settingFields } from '#shared/descriptors/settings-fields.ts'
import { ModelName, modelDescriptor } from '#shared/training/models/model-settings.ts'
import {
  SamplerName,
  SamplerSettings,
  samplerDescriptor,
} from '#shared/training/samplers/sampler-settings.ts'
import { newForm, problemsOf, withModel } from './settings-form.ts'

vi.mock('#shared/training/models/registry.ts', async (original) => {
  const { models } = await original<typeof import('#shared/training/models/registry.ts')>()
  const { toy } = await import('#shared/training/models/testing/toy.ts')
  return { models: [...models, toy] }
})
vi.mock('#shared/training/samplers/registry.ts', async (original) => {
  const { samplers } = await original<typeof import('#shared/training/samplers/registry.ts')>()
  const { toy } = await import('#shared/training/samplers/testing/toy.ts')
  return { samplers: [...samplers, toy] }
})

/** The types know the registries as they are on disk: the toys have the names that those would give them. */
const model = ModelName.options.at(-1) ?? 'neggen'
const sampler = SamplerName.options.at(-1) ?? 'uniform'

it('a new model and a new sampler are choices of the form, with their settings as fields', () => {
  const labels = (schema: Parameters<typeof settingFields>[0]) =>
    settingFields(schema).map(({ name, label }) => [name, label])
  expect(labels(modelDescriptor(model).settings)).toEqual([
    ['width', 'Width'],
    ['scale', 'Scale'],
  ])
  expect(labels(samplerDescriptor(sampler).settings)).toEqual([['stride', 'Stride']])
  const form = newForm(null, 'auto')
  const config = {
    ...withModel(form.config, model),
    sampler: SamplerSettings.parse({ name: sampler, stride: 2 }),
  }
  expect(config).toMatchObject({
    model: { name: 'toy', width: 4, scale: 1 },
    sampler: { name: 'toy', stride: 2 },
  })
  expect(problemsOf({ ...form, config })).toEqual({})
})

it('a wrong value of a new model is named', () => {
  const form = newForm(null, 'auto')
  const config = withModel(form.config, model)
  const wrong = { ...config, model: { ...config.model, width: 65 } }
  expect(Object.keys(problemsOf({ ...form, config: wrong }))).toEqual(['width'])
})
