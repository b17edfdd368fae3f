import { describe, expect, it } from 'vitest'
import { SnapshotId } from '#shared/contract/ids.ts'
import { SamplerSettings } from '#shared/training/samplers/sampler-settings.ts'
import { newForm, ordersOf, problemsOf, withModel } from './settings-form.ts'

const snapshot = SnapshotId.parse(4)
const form = newForm(snapshot, 2)

describe('settings of a new run', () => {
  it('starts as the reference implementation has them, ready to run', () => {
    expect(problemsOf(form)).toEqual({})
    expect(form.config).toMatchObject({
      model: { name: 'neggen', lambda: 0.4 },
      learningRate: 1e-3,
      patience: 20,
      threads: 2,
    })
  })

  it('asks for one run per seed', () => {
    const orders = ordersOf({ ...form, config: { ...form.config, seed: 7 }, seeds: 3 })
    expect(orders.map((order) => order.config.seed)).toEqual([7, 8, 9])
    expect(orders.map((order) => order.snapshot)).toEqual([4, 4, 4])
  })

  it('says which models a sampler fits where the chosen one does not', () => {
    const sampler = SamplerSettings.parse({ name: 'mixgcf' })
    expect(problemsOf({ ...form, config: { ...form.config, sampler } }).sampler).toContain(
      'NegGen has none: choose another sampler, or one of ',
    )
    const fitting = withModel({ ...form.config, sampler }, 'lightgcn')
    expect(problemsOf({ ...form, config: fitting })).toEqual({})
  })

  it('leaves the snapshot out of models that do not learn from it', () => {
    expect(ordersOf({ ...form, config: withModel(form.config, 'lightgcn') })).toMatchObject([
      { snapshot: null },
    ])
  })

  it('names what cannot be started', () => {
    expect(problemsOf({ ...form, snapshot: null })).toHaveProperty('snapshot')
    expect(problemsOf({ ...form, seeds: 0 })).toHaveProperty('seeds')
    expect(problemsOf({ ...form, config: { ...form.config, epochs: 0 } })).toHaveProperty('epochs')
    expect(
      problemsOf({ ...form, config: { ...form.config, model: { ...form.config.model, dimensions: 30 } } }),
    ).toHaveProperty('dimensions')
    expect(
      problemsOf({ ...form, config: { ...form.config, model: { ...form.config.model, dimensions: 60 } } }),
    ).toHaveProperty('heads')
    const mf = withModel({ ...form.config, model: { ...form.config.model, dimensions: 60 } }, 'bpr-mf')
    expect(mf.model).toEqual({ name: 'bpr-mf', dimensions: 60, regularization: 1e-4 })
    expect(problemsOf({ ...form, config: mf })).toEqual({})
    const untrained = withModel({ ...mf, optimizer: { name: 'sgd' } }, 'popularity')
    expect(untrained).toMatchObject({ model: { name: 'popularity' }, sampler: null, optimizer: null })
    expect(withModel(untrained, 'bpr-mf')).toMatchObject({
      sampler: { name: 'uniform' },
      optimizer: { name: 'adam' },
    })
  })
})
