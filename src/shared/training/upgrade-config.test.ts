import { describe, expect, it } from 'vitest'
import { configFrom } from './assign-settings.ts'
import { ModelName } from './models/model-settings.ts'
import { StoredTrainConfig, storedConfig } from './upgrade-config.ts'

/** As versions before 2 stored every run. */
const flat = {
  model: 'lightgcn',
  sampler: 'popularity',
  backend: 'wasm',
  threads: 2,
  seed: 7,
  epochs: 50,
  batchSize: 512,
  learningRate: 0.01,
  dimensions: 32,
  layers: 3,
  regularization: 0.001,
  patience: 5,
  evaluateEvery: 2,
  lambda: 0.4,
  alpha: 0.01,
  tau: 0.2,
  heads: 8,
  causal: true,
  alignment: false,
  sampledNegative: true,
  modalities: 'text',
}

describe('stored configurations', () => {
  it('of version 1 keep what the model and the sampler have, and lose what they never used', () => {
    const before = structuredClone(flat)
    expect(StoredTrainConfig.parse(flat)).toEqual({
      backend: 'wasm',
      threads: 2,
      seed: 7,
      epochs: 50,
      batchSize: 512,
      learningRate: 0.01,
      patience: 5,
      minimumEpochs: 0,
      validationWindow: 1,
      evaluateEvery: 2,
      model: { name: 'lightgcn', dimensions: 32, layers: 3, regularization: 0.001 },
      sampler: { name: 'popularity' },
      optimizer: { name: 'adam' },
    })
    expect(flat).toEqual(before)
    expect(StoredTrainConfig.parse({ ...flat, model: 'neggen' }).model).toMatchObject({
      name: 'neggen',
      alignment: false,
      modalities: 'text',
    })
    expect(StoredTrainConfig.parse({ ...flat, model: 'popularity' })).toMatchObject({
      model: { name: 'popularity' },
      sampler: null,
      optimizer: null,
    })
  })

  it('of version 2 keep their rule of early stopping', () => {
    const { version, minimumEpochs, validationWindow, optimizer, ...stored } = storedConfig(
      configFrom({ model: 'bpr-mf' }),
    )
    const upgraded = StoredTrainConfig.parse({ ...stored, version: 2 })
    expect(upgraded).toEqual({ ...configFrom({ model: 'bpr-mf' }), minimumEpochs: 0, validationWindow: 1 })
  })

  it('of NegGen without its causal module, which was LightGCN, are those of LightGCN', () => {
    const { model } = StoredTrainConfig.parse({ ...flat, model: 'neggen', causal: false })
    expect(model).toEqual({ name: 'lightgcn', dimensions: 32, layers: 3, regularization: 0.001 })
  })

  it.each(['bpr-mf', 'popularity'])('of version 3 were trained with Adam, if at all: %s', (model) => {
    const { version, optimizer, ...stored } = storedConfig(configFrom({ model }))
    expect(StoredTrainConfig.parse({ ...stored, version: 3 })).toEqual(configFrom({ model }))
  })

  it.each(['ridge', 'content-mf', 'content-lightgcn'])(
    'of version 4 learned from labels alone: %s',
    (model) => {
      const stored = structuredClone(storedConfig(configFrom({ model, selfTraining: 0 })))
      delete (stored.model as { selfTraining?: number }).selfTraining
      expect(StoredTrainConfig.parse({ ...stored, version: 4 })).toEqual(
        configFrom({ model, selfTraining: 0 }),
      )
    },
  )

  it.each(ModelName.options)('of %s are read as they were stored', (model) => {
    const config = configFrom({ model })
    expect(StoredTrainConfig.parse(JSON.parse(JSON.stringify(storedConfig(config))))).toEqual(config)
  })

  it('of a later version are refused with what to do', () => {
    expect(StoredTrainConfig.safeParse({ ...flat, version: 99 }).error?.issues[0]?.message).toMatch(
      /newer version of the studio/,
    )
  })
})
