import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { TrainConfig } from '#shared/training/config.ts'
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
  it('adds up, and knows numbers and switches from words', () => {
    const texts = ['lambda=0.2', 'causal=false', 'modalities=text', 'learningRate=1e-4', 'note=a=b']
    expect(texts.reduce<ReturnType<typeof assignment>>((all, text) => assignment(text, all), [])).toEqual([
      { key: 'lambda', value: 0.2 },
      { key: 'causal', value: false },
      { key: 'modalities', value: 'text' },
      { key: 'learningRate', value: 1e-4 },
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
      { epochs: 5, lambda: 0.1, model: 'neggen' },
      { lambda: 0.3 },
      { model: 'lightgcn', seed: undefined },
    )
    expect(config).toEqual(TrainConfig.parse({ model: 'lightgcn', epochs: 5, lambda: 0.3 }))
  })

  it('names the settings that there are when one is unknown', () => {
    const wrong = () => trainConfig({ model: 'lightgcn', lamda: 1 })
    expect(wrong).toThrow(UsageError)
    expect(wrong).toThrow(/^There is no setting "lamda"\. There are model, sampler, .*lambda/)
  })

  it('names the setting whose value is out of range', () => {
    expect(() => trainConfig({ model: 'lightgcn', dimensions: 63 })).toThrow(/^dimensions: /)
  })
})
