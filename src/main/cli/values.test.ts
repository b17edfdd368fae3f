import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { configFrom } from '#shared/training/assign-settings.ts'
import { UsageError } from './failure.ts'
import { assignment, numberOf, trainConfig } from './values.ts'

describe('numbers', () => {
  const atLeastOne = numberOf(z.int().positive())

  it('reads what the schema takes', () => {
    expect(atLeastOne('12')).toBe(12)
  })

  it.each(['0', '-1', '1.5', 'twelve', '', ' ', '1e999'])('refuses "%s"', (text) => {
    expect(() => atLeastOne(text)).toThrow(InvalidArgumentError)
  })
})

describe('--set', () => {
  it('adds up, and leaves what a text means to the setting', () => {
    const texts = ['lambda=0.2', 'causal=false', 'modalities=text', 'learningRate=1e-4', 'note=a=b']
    expect(texts.reduce<ReturnType<typeof assignment>>((all, text) => assignment(text, all), [])).toEqual([
      { key: 'lambda', value: '0.2' },
      { key: 'causal', value: 'false' },
      { key: 'modalities', value: 'text' },
      { key: 'learningRate', value: '1e-4' },
      { key: 'note', value: 'a=b' },
    ])
  })

  it.each(['lambda', '=1', ''])('refuses "%s"', (text) => {
    expect(() => assignment(text)).toThrow(InvalidArgumentError)
  })
})

describe('training configuration', () => {
  it('lets later sources win, and what nobody set has its default', () => {
    const config = trainConfig(
      { epochs: 5, layers: '3', model: 'neggen' },
      { layers: 4 },
      { model: 'lightgcn', seed: undefined },
    )
    expect(config).toEqual(configFrom({ model: 'lightgcn', epochs: 5, layers: 4 }))
  })

  it('takes an optimiser by its name', () => {
    expect(trainConfig({ model: 'bpr-mf', optimizer: 'lazy-adam' }).optimizer).toEqual({ name: 'lazy-adam' })
    expect(() => trainConfig({ model: 'bpr-mf', optimizer: 'adamw' })).toThrow(
      'There is no optimizer "adamw". There are adam, lazy-adam, sgd.',
    )
  })

  it('names the settings that there are when one is unknown', () => {
    const wrong = () => trainConfig({ model: 'lightgcn', lamda: 1 })
    expect(wrong).toThrow(UsageError)
    expect(wrong).toThrow(
      /^There is no setting "lamda"\. LightGCN with Uniform \(RNS\) and Adam has backend, .*layers/,
    )
  })

  it('says which model has a setting that the chosen one lacks', () => {
    expect(() => trainConfig({ model: 'lightgcn', tau: 1 })).toThrow(
      'LightGCN with Uniform (RNS) and Adam has no setting "tau": it belongs to NegGen.',
    )
    expect(() => trainConfig({ model: 'popularity', sampler: 'uniform' })).toThrow('has no sampler')
    expect(() => trainConfig({ model: 'popularity', optimizer: 'sgd' })).toThrow('has no optimiser')
  })

  it('says what a setting accepts', () => {
    expect(() => trainConfig({ model: 'lightgcn', dimensions: 63 })).toThrow(
      'Embedding dimensions must be a whole number from 1 to 1024 that 4 divides.',
    )
    expect(() => trainConfig({ model: 'neggen', heads: 3 })).toThrow('cannot be shared by 3 heads')
  })
})
